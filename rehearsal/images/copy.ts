import {
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from "node:fs";
import { chmod, copyFile, readlink, symlink } from "node:fs/promises";
import { basename, dirname, join, posix, relative, sep } from "node:path";
import { globExpression, isGlob } from "../glob";
import { InstructionError } from "./dockerfile-error";

export interface CopyOptions {
  /** Folder that the sources are in, and none may lead out of. */
  readonly from: string;
  readonly isIgnored: (path: string) => boolean;
  readonly rootfs: string;
  readonly sources: readonly string[];
  /** Absolute, with a `/` at its end where that was written. */
  readonly target: string;
  /** Such as `755`. @default - the source's own */
  readonly mode?: string;
}

/** Folders that base images have: a single file goes into them though no `/` says that they are folders. */
const FOLDERS_OF_BASES: ReadonlySet<string> = new Set([
  "/etc",
  "/etc/nginx",
  "/etc/nginx/conf.d",
  "/etc/nginx/templates",
  "/srv",
  "/tmp",
  "/usr/local/bin",
  "/usr/share/nginx/html",
  "/var/www/html",
]);

/**
 * Copies files into an image as COPY does.
 *
 * @throws InstructionError for what is not there, or leads out of the context
 * @see https://docs.docker.com/reference/dockerfile/#copy
 */
export async function copyInto(options: CopyOptions): Promise<void> {
  const { from, isIgnored, rootfs, sources, target, mode } = options;
  const paths = sources.flatMap((source) => matches(from, source, isIgnored));
  const isFolder =
    target.endsWith("/") || FOLDERS_OF_BASES.has(target) || isDirectory(within(rootfs, target));
  if (paths.length > 1 && !isFolder) {
    throw new InstructionError(
      `when several files are copied, the destination must be a folder and end with a /: ${target}`,
    );
  }
  for (const path of paths) {
    const file = inside(from, path);
    if (statSync(file).isDirectory())
      await copyFolder(file, within(rootfs, target), path, { isIgnored, mode });
    else await copyOne(file, within(rootfs, isFolder ? posix.join(target, basename(path)) : target), mode);
  }
}

/** Paths in the context that a source names, relative to it. */
function matches(from: string, source: string, isIgnored: CopyOptions["isIgnored"]): string[] {
  const path = posix.normalize(`/${source}`).slice(1).replace(/\/$/, "");
  if (/^\.\.(\/|$)/.test(posix.normalize(source))) {
    throw new InstructionError(`forbidden path outside the build context: ${source}`);
  }
  const found = (isGlob(path) ? expandGlob(from, path) : [path]).filter(
    (match) => existsSync(join(from, match)) && !(match && isIgnored(match)),
  );
  if (found.length > 0) return found;
  throw new InstructionError(`${source}: not found in the build context, or left out by .dockerignore`);
}

function expandGlob(from: string, pattern: string): string[] {
  return pattern.split("/").reduce<string[]>(
    (folders, segment) =>
      folders.flatMap((folder) => {
        if (!isGlob(segment)) return [posix.join(folder, segment)];
        if (!isDirectory(join(from, folder))) return [];
        const expression = globExpression(segment);
        const names = readdirSync(join(from, folder)).filter((name) => expression.test(name));
        return names.sort().map((name) => posix.join(folder, name));
      }),
    [""],
  );
}

/** What is in a folder, but not the folder itself; links stay links. */
async function copyFolder(
  folder: string,
  target: string,
  path: string,
  copy: Pick<CopyOptions, "isIgnored" | "mode">,
): Promise<void> {
  if (!path || !copy.isIgnored(path)) mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const entryPath = posix.join(path, entry.name);
    const [file, to] = [join(folder, entry.name), join(target, entry.name)];
    if (entry.isDirectory() && isLink(to)) throw throughLink(entryPath);
    // A file may be kept though its folder is left out.
    if (entry.isDirectory()) await copyFolder(file, to, entryPath, copy);
    else if (copy.isIgnored(entryPath)) continue;
    else if (entry.isSymbolicLink()) await symlink(await readlink(file), free(to));
    else if (entry.isFile()) await copyOne(file, to, copy.mode);
  }
}

async function copyOne(file: string, target: string, mode: string | undefined): Promise<void> {
  await copyFile(file, free(target), constants.COPYFILE_FICLONE);
  // Rights are the build's, not those that the umask of this machine leaves.
  const executable = (statSync(file).mode & 0o100) !== 0;
  await chmod(target, mode ? Number.parseInt(mode, 8) : executable ? 0o755 : 0o644);
}

/** A place for a file: its folder is there, and it itself is not. */
function free(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { recursive: true, force: true });
  return path;
}

/** A path of the image on this machine. A link in it could lead anywhere, so that nothing is written through one. */
export function within(rootfs: string, path: string): string {
  let current = rootfs;
  for (const segment of posix.normalize(`/${path}`).split("/").filter(Boolean)) {
    current = join(current, segment);
    if (isLink(current)) throw throughLink(relative(rootfs, current));
  }
  return current;
}

/** A file of the context, links followed as far as they stay in it. */
function inside(from: string, path: string): string {
  const [root, file] = [realpathSync(from), realpathSync(join(from, path))];
  if (file === root || file.startsWith(root + sep)) return file;
  throw new InstructionError(
    `forbidden path outside the build context: ${path} is a link that leads out of it`,
  );
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function throughLink(path: string): InstructionError {
  return new InstructionError(
    `/${path} is a link in the image, which is not followed; copy to where it leads`,
  );
}
