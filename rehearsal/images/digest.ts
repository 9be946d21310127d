import { createHash } from "node:crypto";
import { createReadStream, lstatSync } from "node:fs";
import { readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ImageConfig } from "./model";

/** `sha256:` and the digest of all that is in an image: the same for the same commit, on every machine. */
export async function digestOf(config: ImageConfig, rootfs: string): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(sorted(config)));
  for (const path of (await readdir(rootfs, { recursive: true })).sort()) {
    hash.update(`\n${JSON.stringify([path, ...(await printOf(join(rootfs, path)))])}`);
  }
  return `sha256:${hash.digest("hex")}`;
}

async function printOf(path: string): Promise<(string | number)[]> {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return ["link", await readlink(path)];
  if (stats.isDirectory()) return ["folder"];
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return ["file", stats.mode & 0o7777, hash.digest("hex")];
}

/** The order in which things were set does not make another image. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
