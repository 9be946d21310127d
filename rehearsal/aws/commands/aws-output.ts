import { search } from "jmespath";
import { messageOf, UsageError } from "./command";

/**
 * Writes an answer as the AWS CLI does.
 *
 * @param output `json` or `text` @default json
 * @throws UsageError for another format, or a query that cannot be read
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-output-format.html
 */
export function formatAnswer(answer: unknown, query: string | undefined, output = "json"): string {
  // The SDK's types of an answer, such as Date, become what travels.
  const plain = JSON.parse(JSON.stringify(answer ?? {}));
  const selected = query === undefined ? plain : select(plain, query);
  switch (output) {
    case "json":
      return `${JSON.stringify(selected, undefined, 4)}\n`;
    case "text":
      return text(selected);
    default:
      throw new UsageError(`--output ${output} is not written in a rehearsal; allowed: json, text`);
  }
}

function select(value: unknown, query: string): unknown {
  try {
    return search(value, query);
  } catch (error) {
    throw new UsageError(`Bad value for --query ${query}: ${messageOf(error)}`);
  }
}

type Group = Readonly<Record<string, unknown>>;

/** Plain values of a thing on a line, separated by tabs, in the order of their names; then each thing within it. */
function text(value: unknown, name?: string, columns?: readonly string[]): string {
  if (Array.isArray(value)) return listText(value, name);
  if (isGroup(value)) return groupText(value, name, columns);
  return `${scalar(value)}\n`;
}

function listText(list: readonly unknown[], name?: string): string {
  if (list.some(isGroup)) {
    const columns = list
      .filter(isGroup)
      .flatMap((group) => Object.keys(group).filter((key) => isPlain(group[key])));
    const sorted = [...new Set(columns)].sort();
    return list.map((item) => text(item, name, sorted)).join("");
  }
  const plain = list.filter(isPlain).map(scalar);
  const lines = name === undefined ? [plain] : plain.map((value) => [name.toUpperCase(), value]);
  const others = list.filter((item) => !isPlain(item)).map((item) => text(item, name));
  return [...lines.filter((line) => line.length > 0).map((line) => `${line.join("\t")}\n`), ...others].join(
    "",
  );
}

function groupText(group: Group, name: string | undefined, columns?: readonly string[]): string {
  const keys = Object.keys(group).sort();
  const shown = columns ?? keys.filter((key) => isPlain(group[key]));
  const values = shown.map((key) => (key in group ? scalar(group[key]) : ""));
  const line = [...(name === undefined ? [] : [name.toUpperCase()]), ...values].join("\t");
  const inner = keys.filter((key) => !shown.includes(key)).map((key) => text(group[key], key));
  return (values.length > 0 ? `${line}\n` : "") + inner.join("");
}

/** As Python writes it, in which the CLI is written. */
function scalar(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPlain(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}
