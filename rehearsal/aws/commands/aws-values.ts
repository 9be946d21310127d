import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf, UsageError } from "./command";

type Kind = "list" | "number" | "structure" | "structures";

/** Options that cannot be told from a text by how they are written. */
const KINDS: Readonly<Record<string, Kind>> = {
  "accepted-media-types": "list",
  filter: "structure",
  "image-ids": "structures",
  include: "list",
  "max-results": "number",
  names: "list",
  "registry-ids": "list",
  "repository-names": "list",
  revision: "structure",
  services: "list",
  tasks: "list",
};

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

/** `imageTag=x,imageDigest=y`. @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html */
function structure(name: string, text: string): Record<string, string> {
  const pairs = text.split(",").map((pair) => splitOnce(pair, "="));
  const broken = pairs.find(([key, value]) => !key || value === undefined);
  if (broken) {
    throw new UsageError(
      `Error parsing parameter '--${name}': Expected: '=', received: ${JSON.stringify(text)}`,
    );
  }
  return Object.fromEntries(pairs.map(([key, value]) => [key, unquoted(value ?? "")]));
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
