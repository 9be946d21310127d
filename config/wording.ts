import type * as z from "zod";

/** What a value should have been, by the schema's name for it. */
const BELONGS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** What is wrong with a value, in the words of somebody who has never heard of the schema. */
export function wording(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return "is missing";
  switch (issue.code) {
    case "invalid_type":
      return `is ${nameOf(issue.input)}, where ${BELONGS[issue.expected] ?? "another value"} belongs`;
    case "too_small":
      return issue.origin === "number" ? "is too small" : "is too short";
    case "too_big":
      return issue.origin === "number" ? "is too large" : "is too long";
    case "not_multiple_of":
      return `is no multiple of ${issue.divisor}`;
    case "invalid_format":
      return "does not have the right form";
    case "invalid_key":
      return issue.issues[0]?.message ?? "is no name that is allowed here";
    case "unrecognized_keys":
      return "is no setting";
    default:
      return "is none of the allowed values";
  }
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return "a text";
    case "number":
      return Number.isFinite(value) ? "a number" : String(value);
    case "boolean":
      return String(value);
    case "function":
      return "a function";
    default:
      return "an object";
  }
}
