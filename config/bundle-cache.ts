import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A file bundled with all that it imports. */
export interface Bundle {
  /** CommonJS. */
  readonly code: string;
  /** From the bundle's lines to those of its sources, as JSON. */
  readonly sourceMap: string;
  /** Every file that went in, and the digest of what it said. */
  readonly inputs: Readonly<Record<string, string | undefined>>;
}

/**
 * Gives the last bundle of a file while no input has changed, else makes and keeps a new one. What cannot be kept is
 * made again the next time.
 *
 * @param options what else the bundle depends on
 */
export function cachedBundle(file: string, options: unknown, bundle: () => Bundle): Bundle {
  const folder = cacheFolder(dirname(file));
  const entry = folder && join(folder, `${digest(JSON.stringify([file, options]))}.json`);
  const kept = entry && read(entry);
  if (kept && Object.entries(kept.inputs).every(([input, print]) => print === digestOfFile(input)))
    return kept;
  const began = Date.now();
  const fresh = bundle();
  const savedMeanwhile = Object.keys(fresh.inputs).some((input) => savedAt(input) >= began);
  if (entry && !savedMeanwhile) keep(entry, fresh);
  return fresh;
}

/** The digest of a file's content; of none where it cannot be read. */
export function digestOfFile(file: string): string | undefined {
  try {
    return digest(readFileSync(file));
  } catch {
    return undefined;
  }
}

function savedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
}

function digest(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Beside the packages of the project that a folder belongs to; where there are none, nothing is kept. */
function cacheFolder(folder: string): string | undefined {
  const packages = join(folder, "node_modules");
  if (existsSync(packages)) return join(packages, ".cache/cdktf-blue-green/config");
  return folder === dirname(folder) ? undefined : cacheFolder(dirname(folder));
}

function read(entry: string): Bundle | undefined {
  try {
    return JSON.parse(readFileSync(entry, "utf8"));
  } catch {
    return undefined;
  }
}

/** Written aside and moved, so that no other process reads a part of it. */
function keep(entry: string, bundle: Bundle): void {
  const part = `${entry}.${process.pid}`;
  try {
    mkdirSync(dirname(entry), { recursive: true });
    writeFileSync(part, JSON.stringify(bundle));
    renameSync(part, entry);
  } catch {
    // A folder that cannot be written costs time, nothing else.
  }
}
