import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type * as z from "zod";
import { suggest } from "../../config/suggest";
import { wording } from "../../config/wording";
import { BuildspecError } from "./buildspec-error";
import { type BuildspecFile, buildspecSchema } from "./buildspec-schema";

/** A buildspec, and what of it a rehearsal passes over. */
export interface Buildspec {
  readonly spec: BuildspecFile;
  /** Each a sentence about something in the buildspec that is not rehearsed. */
  readonly notes: readonly string[];
}

/** The name that a buildspec has where a project names none. */
const DEFAULT_FILE = "buildspec.yml";

/**
 * Reads a buildspec.
 *
 * @param buildspec what the build project says: a path in the source, the text itself, or nothing
 * @param folder the source
 * @throws BuildspecError with every problem at once
 * @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html buildspec
 */
export function readBuildspec(buildspec: string, folder: string): Buildspec {
  if (/^\s*\{|\n|^\s*version\s*:/.test(buildspec)) return parse("buildspec", buildspec);
  const file = buildspec || DEFAULT_FILE;
  if (file.startsWith("arn:")) {
    throw new BuildspecError([`${file}: a buildspec in a bucket cannot be rehearsed; keep it in the source`]);
  }
  return parse(file, read(file, folder));
}

function read(file: string, folder: string): string {
  try {
    return readFileSync(join(folder, file), "utf8");
  } catch (cause) {
    const problem = `${file}: is not in the source; add it, or name another in the build project's buildspec`;
    throw new BuildspecError([problem], { cause });
  }
}

function parse(file: string, text: string): Buildspec {
  const lines = new LineCounter();
  // Nothing but texts: a number or a date would lose how it is written.
  const document = parseDocument(text, { lineCounter: lines, schema: "failsafe", prettyErrors: false });
  const at = (offset: number, problem: string) => `${file}:${lines.linePos(offset).line}: ${problem}`;
  if (document.errors.length > 0) {
    throw new BuildspecError(document.errors.map(({ pos, message }) => at(pos[0], `is no YAML: ${message}`)));
  }
  const result = buildspecSchema.safeParse(document.toJS() ?? {}, { error: wording });
  if (!result.success) {
    const problems = result.error.issues
      .flatMap(flatten)
      .map((issue) => ({ offset: offsetOf(document, issue.path), problem: describe(issue) }))
      .sort((a, b) => a.offset - b.offset);
    throw new BuildspecError(problems.map(({ offset, problem }) => at(offset, problem)));
  }
  return { spec: result.data, notes: notesOn(result.data) };
}

type Issue = z.core.$ZodIssue;

/** An issue for each key that is unknown, with the key at the end of its path. */
function flatten(issue: Issue): Issue[] {
  if (issue.code !== "unrecognized_keys") return [issue];
  return issue.keys.map((key) => ({ ...issue, keys: [key], path: [...issue.path, key] }));
}

function describe(issue: Issue): string {
  const path = issue.path.join(".") || "the buildspec";
  if (issue.code !== "unrecognized_keys") return `${path} ${issue.message}${hint(issue)}`;
  const known = keysAt(issue.path.slice(0, -1));
  const key = String(issue.path.at(-1));
  const meant = suggest(key, known);
  const allowed = `allowed: ${known.join(", ")}`;
  return `${path} is unknown; ${meant ? `did you mean ${meant}? ` : ""}${allowed}`;
}

/** YAML takes `echo a: b` for a mapping, and nobody who writes it means one. */
function hint({ path }: Issue): string {
  const isCommand = ["commands", "finally"].includes(String(path.at(-2))) && typeof path.at(-1) === "number";
  return isCommand ? "; put the command in quotes, or after a |" : "";
}

function keysAt(path: readonly PropertyKey[]): string[] {
  let schema: unknown = buildspecSchema;
  for (const key of path) {
    const { shape, valueType, element } = unwrap(schema);
    schema = shape?.[String(key)] ?? valueType ?? element;
  }
  return Object.keys(unwrap(schema).shape ?? {});
}

interface Inside {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly valueType?: unknown;
  readonly element?: unknown;
}

/** What lies within defaults and what may be left out. */
function unwrap(schema: unknown): Inside {
  const inner = (schema as { def?: { innerType?: unknown } } | undefined)?.def?.innerType;
  return inner ? unwrap(inner) : ((schema ?? {}) as Inside);
}

/** Where a value begins: at its key; where it is missing, at what it is missing in. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const key of path) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    node = pair ? pair.value : isSeq(node) ? node.items[Number(key)] : undefined;
    if (node === undefined) break;
    offset = startOf(pair ? pair.key : node);
  }
  return offset;
}

function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

const NOT_REHEARSED = ["proxy", "batch", "reports", "cache"] as const;

function notesOn(spec: BuildspecFile): string[] {
  const versions = Object.entries(spec.phases.install["runtime-versions"] ?? {});
  return [
    ...NOT_REHEARSED.filter((key) => spec[key] !== undefined).map((key) => `${key} is not rehearsed`),
    ...versions.map(([runtime, version]) => `${runtime} ${version} is asked for; this machine's own is used`),
    ...(spec.artifacts?.name ? ["artifacts.name is not used: CodePipeline names the artifact"] : []),
  ];
}
