import type { Registrable } from "./task-definition";

/** What differs between two task definitions at one place; `from` is absent where it is new, `to` where it is gone. */
export interface Change {
  /** Such as `containers.web.image`. */
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

/** In place of a value that may be a secret: whoever reads a build's log may not be meant to read it. */
export const HIDDEN = "(not shown)";

const NAMED_SECRET = "(?:token|secret|password|passwd|api[-_]?key|credential)";

/** Values of variables, and of options of log drivers and labels that are named like a secret. */
const SECRET = new RegExp(String.raw`\.environment\.|${NAMED_SECRET}[^.]*$`, "i");

/** A word of a command line: what a container is started with, or is judged by. */
const WORD = /^(.*\.(?:command|entryPoint)\.)(\d+)$/;

/** Within a word `--token=abc`, `PASSWORD=abc cmd` or `https://user:abc@host` the part behind the name. */
const GIVEN = new RegExp(String.raw`([\w-]*${NAMED_SECRET}[\w-]*[=:]\s*)("[^"]*"|'[^']*'|\S+)`, "gi");
const IN_ADDRESS = /(:\/\/[^\s:/@]*:)[^\s@/]+@/g;

/** A word alone that the next one is the value of: `--token`. */
const ASKS = new RegExp(String.raw`^--?[\w-]*${NAMED_SECRET}[\w-]*$`, "i");

/** How lists are told apart: an element is known by its name, not by where it stands. */
const NAMES: Readonly<Record<string, string>> = {
  containerDefinitions: "name",
  environment: "name",
  secrets: "name",
  volumes: "name",
  tags: "key",
  portMappings: "containerPort",
  mountPoints: "containerPath",
  dependsOn: "containerName",
};

/**
 * What a new revision changes, place by place. Of variables it says only that they change.
 *
 * @param before what the service or the family has now
 */
export function diffTaskDefinitions(before: Registrable, after: Registrable): Change[] {
  const [old, now] = [new Map(leavesOf(before)), new Map(leavesOf(after))];
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  return paths
    .filter((path) => old.get(path) !== now.get(path))
    .map((path) => {
      const [from, to] = [old, now].map((leaves) => shownValue(path, leaves));
      return { path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    });
}

function shownValue(path: string, leaves: ReadonlyMap<string, string>): string | undefined {
  const value = leaves.get(path);
  if (value === undefined) return undefined;
  const [, words, index] = WORD.exec(path) ?? [];
  if (words !== undefined) {
    const before = leaves.get(`${words}${Number(index) - 1}`) ?? "";
    return ASKS.test(before)
      ? HIDDEN
      : value.replace(GIVEN, `$1${HIDDEN}`).replace(IN_ADDRESS, `$1${HIDDEN}@`);
  }
  return SECRET.test(path) && !/\.secrets\./.test(path) ? HIDDEN : value;
}

function leavesOf(value: unknown, path = "", key = ""): [string, string][] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") return [[path, String(value)]];
  const below = (name: string) => (path === "" ? name : `${path}.${name}`);
  if (!Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, below(shown(name)), name));
  }
  const naming = NAMES[key];
  return value.flatMap((inner, index) => {
    const name = naming && inner?.[naming];
    if (name === undefined) return leavesOf(inner, below(String(index)));
    const { [naming as string]: _, ...rest } = inner;
    const entries = Object.entries(rest);
    // A variable has one value: it stands at the name itself.
    const [only] = entries;
    if (only && entries.length === 1 && /^(value|valueFrom)$/.test(only[0]))
      return leavesOf(only[1], below(name));
    return entries.flatMap(([field, item]) => leavesOf(item, `${below(name)}.${field}`, field));
  });
}

function shown(key: string): string {
  return key === "containerDefinitions" ? "containers" : key;
}
