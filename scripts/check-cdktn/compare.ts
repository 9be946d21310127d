import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

/** A place in two JSON documents where they differ. */
export interface Difference {
  /** Keys from the top, joined by dots. */
  readonly path: string;
  readonly cdktf: unknown;
  readonly cdktn: unknown;
}

/** What differs between the two frameworks, and why it changes nothing in what Terraform does. */
export const EXPECTED: readonly { readonly path: RegExp; readonly because: string }[] = [
  { path: /^\/\/\.metadata\.version$/, because: "names the version of the framework itself" },
];

/**
 * Compares what was synthesised: Terraform JSON by its meaning, assets by their bytes.
 * @returns a line for each difference that is not expected
 */
export function compareFolders(cdktf: string, cdktn: string): { files: number; differences: string[] } {
  const [before, after] = [filesIn(cdktf), filesIn(cdktn)];
  const names = [...new Set([...before, ...after])].sort();
  const differences = names.flatMap((name) => {
    if (!after.includes(name)) return `${name}: with cdktf alone`;
    if (!before.includes(name)) return `${name}: with cdktn alone`;
    return compareFile(name, readFileSync(join(cdktf, name)), readFileSync(join(cdktn, name)));
  });
  return { files: names.length, differences };
}

function compareFile(name: string, cdktf: Buffer, cdktn: Buffer): string[] {
  if (!name.endsWith(".tf.json")) return cdktf.equals(cdktn) ? [] : [`${name}: other bytes`];
  return compareJson(JSON.parse(`${cdktf}`), JSON.parse(`${cdktn}`)).map(
    (each) => `${name}: ${describe(each)}`,
  );
}

/** Where two documents differ, beside what is expected; the order of keys is no difference. */
export function compareJson(cdktf: unknown, cdktn: unknown): Difference[] {
  return [...walk("", cdktf, cdktn)].filter(
    ({ path }) => !EXPECTED.some((expected) => expected.path.test(path)),
  );
}

function* walk(path: string, cdktf: unknown, cdktn: unknown): Generator<Difference> {
  if (isDeepStrictEqual(cdktf, cdktn)) return;
  if (!isBranch(cdktf) || !isBranch(cdktn) || Array.isArray(cdktf) !== Array.isArray(cdktn)) {
    yield { path, cdktf, cdktn };
    return;
  }
  for (const key of new Set([...Object.keys(cdktf), ...Object.keys(cdktn)])) {
    yield* walk(path ? `${path}.${key}` : key, cdktf[key], cdktn[key]);
  }
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function describe({ path, cdktf, cdktn }: Difference): string {
  return `${path}: ${shorten(cdktf)} with cdktf, ${shorten(cdktn)} with cdktn`;
}

function shorten(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
