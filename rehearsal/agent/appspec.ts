import { isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import * as z from "zod";
import { UserError } from "../../config/user-error";
import { wording } from "../../config/wording";
import { SCRIPT_EVENTS, type ScriptEvent } from "./script-events";

/** Every scalar is read as it is written: a mode of `0644` and a version of `0.0` are no numbers. */
const text = z.string();

/** AWS seconds that a script has, unless the file says otherwise. @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-section-structure-server */
const DEFAULT_TIMEOUT = "3600";

const said = (allowed: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined
      ? `is missing, allowed: ${allowed}`
      : `is ${JSON.stringify(input)}, allowed: ${allowed}`,
});

const script = z.object({
  location: text,
  timeout: z
    .string()
    .regex(/^[1-9]\d*$/, said("seconds, above 0"))
    .default(DEFAULT_TIMEOUT)
    .transform(Number),
  runas: text.optional(),
});

const permission = z.object({
  object: text,
  pattern: text.default("**"),
  except: z.array(text).default([]),
  owner: text.optional(),
  group: text.optional(),
  mode: z
    .string()
    .regex(/^[0-7]{1,5}$/, said("an octal number, such as 644"))
    .optional(),
  type: z.array(z.enum(["file", "directory"], said("file, directory"))).default(["file", "directory"]),
});

/** A key with nothing behind it is none, as where all of it is commented out. */
function orNothing<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (value === "" ? undefined : value), schema);
}

const scripts = orNothing(z.array(script).optional()).optional();
const hooks = Object.fromEntries(SCRIPT_EVENTS.map((event) => [event, scripts])) as Record<
  ScriptEvent,
  typeof scripts
>;

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure.html#server-appspec-structure */
const appSpecSchema = z.object({
  version: z.literal("0.0", said("0.0")),
  os: z.literal("linux", said("linux, which is what these instances run")),
  files: orNothing(z.array(z.object({ source: text, destination: text })).default([])),
  file_exists_behavior: z
    .enum(["DISALLOW", "OVERWRITE", "RETAIN"], said("DISALLOW, OVERWRITE, RETAIN"))
    .default("DISALLOW"),
  permissions: orNothing(z.array(permission).default([])),
  hooks: orNothing(z.strictObject(hooks).prefault({})),
});

export type Script = z.infer<typeof script>;
export type Permission = z.infer<typeof permission>;
export type AppSpec = z.infer<typeof appSpecSchema>;

/** Everything that is wrong with an AppSpec file, told at once: each problem with its file and line. */
export class AppSpecError extends UserError {
  public override readonly name = "AppSpecError";

  constructor(public readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/**
 * Reads an AppSpec file of a deployment to instances. Keys that it does not know are passed over, as the agent does.
 *
 * @param file its name, for errors
 * @throws AppSpecError
 */
export function parseAppSpec(file: string, content: string): AppSpec {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, schema: "failsafe", prettyErrors: false });
  const at = (offset: number, problem: string) => `${file}:${lines.linePos(offset).line}: ${problem}`;
  if (document.errors.length > 0)
    throw new AppSpecError(document.errors.map(({ pos, message }) => at(pos[0], `is no YAML: ${message}`)));
  const result = appSpecSchema.safeParse(document.toJS() ?? {}, { error: wording });
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => ({
    offset: offsetOf(document.contents, pathOf(issue)),
    problem: describe(issue),
  }));
  throw new AppSpecError(
    problems.sort((a, b) => a.offset - b.offset).map(({ offset, problem }) => at(offset, problem)),
  );
}

type Issue = z.core.$ZodIssue;

function pathOf(issue: Issue): PropertyKey[] {
  const key = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  return [...issue.path, ...key];
}

function describe(issue: Issue): string {
  if (issue.code === "unrecognized_keys")
    return `contains unknown lifecycle events: ${issue.keys.join(", ")}, allowed: ${SCRIPT_EVENTS.join(", ")}`;
  return `${issue.path.join(".") || "the file"} ${issue.message}`;
}

/** Where the value of a path stands, or the innermost that there is. */
function offsetOf(contents: unknown, path: readonly PropertyKey[]): number {
  let node = contents as Node | null;
  let offset = startOf(node);
  for (const key of path) {
    const items = (node as { readonly items?: readonly unknown[] } | null)?.items ?? [];
    if (isMap(node)) {
      const pair = node.items.find((one) => isScalar(one.key) && one.key.value === String(key));
      if (!pair) return offset;
      offset = startOf(pair.key as Node);
      node = pair.value as Node | null;
    } else {
      node = (items[Number(key)] ?? null) as Node | null;
      if (!node) return offset;
      offset = startOf(node);
    }
  }
  return offset;
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}
