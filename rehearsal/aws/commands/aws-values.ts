import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf, UsageError } from "./command";

type Kind = "list" | "number" | "structure" | "structures";

/** Options that cannot be told from a text by how they are written. */
const KINDS: Readonly<Record<string, Kind>> = {
  "accepted-media-types": "list",
  "activity-ids": "list",
  "auto-scaling-group-names": "list",
  "auto-scaling-groups": "list",
  "deployment-ids": "list",
  "desired-capacity": "number",
  filter: "structure",
  filters: "structures",
  "health-check-grace-period": "number",
  "image-ids": "structures",
  include: "list",
  "include-only-statuses": "list",
  "instance-ids": "list",
  "launch-template": "structure",
  "launch-template-ids": "list",
  "lifecycle-hook-names": "list",
  "max-records": "number",
  "max-results": "number",
  "max-size": "number",
  "min-size": "number",
  names: "list",
  "policy-names": "list",
  "registry-ids": "list",
  "repository-names": "list",
  revision: "structure",
  "s3-location": "structure",
  "scaling-processes": "list",
  services: "list",
  tags: "structures",
  "target-group-arns": "list",
  "target-ids": "list",
  targets: "structures",
  tasks: "list",
  versions: "list",
};

/** Members of a structure that are lists, also where one value is given. */
const LISTS = new Set(["Values"]);

/** What the values of an option mean. @throws UsageError */
export function valueOfOption(name: string, values: readonly string[]): unknown {
  const [first] = values;
  if (first === undefined) return true;
  if (values.length === 1 && /^\s*[[{]/.test(first)) return jsonOf(name, first);
  switch (KINDS[name]) {
    case "list":
      return values.length === 1 ? first.split(",") : values;
    case "number":
      return Number(first);
    case "structure":
      return structure(name, first);
    case "structures":
      return values.map((value) => structure(name, value));
    default:
      return values.length === 1 ? first : values;
  }
}

/**
 * `imageTag=x,imageDigest=y`, or `Name=zone,Values=a,b`, where what has no name of its own belongs to the list before it.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
 */
function structure(name: string, text: string): Record<string, string | string[]> {
  const members = new Map<string, string[]>();
  let last: string[] | undefined;
  for (const part of text.split(",")) {
    const [key, value] = splitOnce(part, "=");
    if (value === undefined && last) {
      last.push(unquoted(part));
      continue;
    }
    if (!key || value === undefined) {
      throw new UsageError(
        `Error parsing parameter '--${name}': Expected: '=', received: ${JSON.stringify(text)}`,
      );
    }
    last = [unquoted(value)];
    members.set(key, last);
  }
  return Object.fromEntries(
    [...members].map(([key, values]) => [
      key,
      values.length > 1 || LISTS.has(key) ? values : (values[0] ?? ""),
    ]),
  );
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, "$2");
}

export function jsonOf(name: string, text: string): object {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `Error parsing parameter '--${name}': Invalid JSON: ${messageOf(error)}\nJSON received: ${text}`,
    );
  }
}

/** The text of a file where the value names one. @throws UsageError */
export function fileOr(value: string, cwd: string): string {
  if (!value.startsWith("file://")) return value;
  const path = value.slice("file://".length);
  try {
    return readFileSync(resolve(cwd, path), "utf8");
  } catch (error) {
    throw new UsageError(`Unable to load paramfile ${value}: ${messageOf(error)}`);
  }
}

export function splitOnce(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
