import { cp, mkdir, readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { globExpression, isGlob } from "../glob";
import type { ArtifactSpec } from "./buildspec-schema";

/** Said by CodeBuild of an artifact that it finds no file for. */
export class ArtifactError extends Error {}

/**
 * Copies the files of an artifact to a folder of its own. Links are followed, as CodeBuild does unless it is told not
 * to.
 *
 * @throws ArtifactError where there is nothing to copy
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html artifacts
 */
export async function collectArtifact(
  artifact: ArtifactSpec,
  source: string,
  target: string,
  say: (line: string) => void,
): Promise<void> {
  const bases = await baseDirectories(artifact["base-directory"], source);
  const found = (await Promise.all(bases.map((base) => filesOf(artifact, base, say)))).flat();
  if (found.length === 0) throw new ArtifactError("no matching artifact paths found");
  await mkdir(target, { recursive: true });
  for (const { base, file } of found) {
    const path = join(target, artifact["discard-paths"] ? basename(file) : file);
    await mkdir(dirname(path), { recursive: true });
    await cp(
      join(base, file),
      path,
      artifact["enable-symlinks"] ? { verbatimSymlinks: true } : { dereference: true },
    );
  }
  say(`Found ${found.length} file(s)`);
}

/** A pattern stands for folders at the top alone. */
async function baseDirectories(pattern: string | undefined, source: string): Promise<string[]> {
  const expression = globExpression((pattern ?? ".").replace(/(?<=.)\/+$/, ""));
  const names = isGlob(pattern ?? "")
    ? (await readdir(source)).filter((name) => expression.test(name)).sort()
    : [pattern ?? "."];
  const folders = names.map((name) => join(source, name)).filter((folder) => isWithin(source, folder));
  const there = await Promise.all(
    folders.map(async (folder) => (await stat(folder).catch(() => undefined))?.isDirectory()),
  );
  const bases = folders.filter((_, index) => there[index]);
  if (bases.length === 0) throw new ArtifactError("no matching base directory path found");
  return bases;
}

async function filesOf(artifact: ArtifactSpec, base: string, say: (line: string) => void) {
  const patterns = artifact.files.map((pattern) => pattern.replace(/^(\.\/)+/, ""));
  const candidates = patterns.some(isGlob) || artifact["exclude-paths"].length > 0 ? await walk(base) : [];
  const excluded = artifact["exclude-paths"].map((pattern) =>
    globExpression(pattern.replace(/^(\.\/)+/, "")),
  );
  const files = new Set<string>();
  for (const pattern of patterns) {
    const expression = globExpression(pattern);
    const matches = isGlob(pattern)
      ? candidates.filter((file) => expression.test(file))
      : await one(base, pattern);
    const kept = matches.filter((file) => !excluded.some((expression) => expression.test(file)));
    if (kept.length === 0) say(`No file matches ${pattern}`);
    for (const file of kept) files.add(file);
  }
  return [...files].sort().map((file) => ({ base, file }));
}

async function one(base: string, file: string): Promise<string[]> {
  const path = join(base, file);
  const isFile = isWithin(base, path) && (await stat(path).catch(() => undefined))?.isFile();
  return isFile ? [relative(base, path).split(sep).join("/")] : [];
}

/** Paths of all files; a linked folder is not walked through, for it may hold itself. */
async function walk(base: string, below = ""): Promise<string[]> {
  const entries = await readdir(join(base, below), { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries) {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) files.push(...(await walk(base, path)));
    else if (entry.isFile()) files.push(path);
    else if ((await stat(join(base, path)).catch(() => undefined))?.isFile()) files.push(path);
  }
  return files;
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`);
}
