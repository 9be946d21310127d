import { readFileSync, writeFileSync } from "node:fs";
import type * as z from "zod";
import { fileSchema } from "../config/schema";
import { discriminatorOf, shapeOf, type Unwrapped, unwrap } from "../config/schema/inspect";
import { ENVIRONMENT_VARIABLE, VARIABLES } from "../config/variables";

const MARKS = { start: "<!-- configuration:start -->", end: "<!-- configuration:end -->" };

interface Row {
  readonly path: string;
  readonly default: string;
  readonly allowed: string;
  readonly description: string;
  /** The kinds of a union (`s3`, `cloud`) that have the setting. */
  readonly kinds?: readonly string[];
}

/** Every setting of the configuration as Markdown: a table for each group, in the order of the schema. */
export function renderConfigurationTable(): string {
  const settings = Object.entries(fileSchema.shape);
  const isGroup = ([, setting]: (typeof settings)[number]) => unwrap(setting).meta.allowed === undefined;
  const singles = settings.filter((setting) => !isGroup(setting));
  return [
    table(singles.flatMap(([name, setting]) => rowsOf(setting, name))),
    ...settings.filter(isGroup).map(([name, setting]) => groupSection(name, unwrap(setting))),
    `### Environment variables\n\nThey win over the file. An empty one counts as not set; one that is not listed is an error.\n\n${variableTable()}`,
  ].join("\n\n");
}

function groupSection(name: string, { schema, meta }: Unwrapped): string {
  return `### \`${name}\`\n\n${meta.description}\n\n${table(rowsInside(schema, name))}`;
}

/** Puts the table into a text, between its two marks. */
export function withConfigurationTable(text: string): string {
  const [before, rest] = text.split(MARKS.start);
  const after = rest?.split(MARKS.end)[1];
  if (after === undefined) throw new Error(`no ${MARKS.start} … ${MARKS.end} to write the table between`);
  return `${before}${MARKS.start}\n\n${renderConfigurationTable()}\n\n${MARKS.end}${after}`;
}

function rowsOf(wrapped: z.core.$ZodType, path: string): Row[] {
  const { schema, meta, ...setting } = unwrap(wrapped);
  const allowed = meta.allowed ?? "the settings below";
  return [
    { path, allowed, description: meta.description ?? "", default: defaultOf(setting) },
    ...rowsInside(schema, path),
  ];
}

function rowsInside(schema: z.core.$ZodTypes, path: string): Row[] {
  const { def } = schema._zod;
  switch (def.type) {
    case "object":
      return Object.entries(def.shape).flatMap(([key, inner]) => rowsOf(inner, `${path}.${key}`));
    case "array":
      return rowsInside(unwrap(def.element).schema, `${path}[]`);
    case "union":
      return joinTwins(
        def.options.flatMap((option) => rowsOfVariant(option, path, discriminatorOf(schema)?.key)),
      );
    default:
      return [];
  }
}

function rowsOfVariant(option: z.core.$ZodType, path: string, discriminator: string | undefined): Row[] {
  const { schema } = unwrap(option);
  const kinds = discriminator && shapeOf(schema)[discriminator]?._zod.values;
  const rows = rowsInside(schema, path);
  return kinds ? rows.map((row) => ({ ...row, kinds: [...kinds].map(String) })) : rows;
}

/** What several kinds of a union share is one row. */
function joinTwins(rows: readonly Row[]): Row[] {
  const joined = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify([row.path, row.allowed, row.description]);
    const twin = joined.get(key);
    joined.set(key, twin ? { ...twin, kinds: [...(twin.kinds ?? []), ...(row.kinds ?? [])] } : row);
  }
  // What tells the kinds apart is in each of them.
  const most = Math.max(...[...joined.values()].map(({ kinds }) => kinds?.length ?? 0));
  return [...joined.values()].map((row) => (row.kinds?.length === most ? { ...row, kinds: undefined } : row));
}

function defaultOf({ default: fallback, optional }: Pick<Unwrapped, "default" | "optional">): string {
  if (optional) return "not set";
  return fallback === undefined ? "**required**" : `\`${JSON.stringify(fallback)}\``;
}

function table(rows: readonly Row[]): string {
  return markdown(
    ["Setting", "Default", "Allowed", "What it is"],
    rows.map(({ path, kinds, ...row }) => [
      `\`${path}\`${kinds ? ` (${kinds.join(", ")})` : ""}`,
      row.default,
      row.allowed,
      row.description,
    ]),
  );
}

function variableTable(): string {
  const settings = Object.entries(VARIABLES).map(([name, { path }]) => [
    `\`${name}\``,
    `\`${path.join(".")}\``,
  ]);
  return markdown(
    ["Variable", "What it sets"],
    [[`\`${ENVIRONMENT_VARIABLE}\``, "which of `environments` is used"], ...settings],
  );
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

// Under bin/run-script.mjs there is no main module; in a test, the test is it.
if ((require.main ?? module) === module) {
  writeFileSync("README.md", withConfigurationTable(readFileSync("README.md", "utf8")));
}
