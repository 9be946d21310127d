import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { UserError } from "../../../config/user-error";
import { globExpression } from "../../glob";
import type { RsyncCall } from "./options";

/**
 * Copies files as rsync does on one machine.
 *
 * @throws UserError where there is no source, or a folder is to be copied without `--recursive`
 */
export function sync(call: RsyncCall): void {
  const { source, target } = call;
  const stats = look(source);
  if (!stats) throw new UserError(`link_stat "${source}" failed: No such file or directory (2)`);
  if (stats.isDirectory() && !call.recursive) {
    throw new UserError(`skipping directory ${basename(source)}: add --recursive or --archive`);
  }
  const isExcluded = excluding(call.exclude);
  // Behind a slash a folder stands for what is in it.
  if (stats.isDirectory() && source.endsWith("/")) {
    mkdirSync(target, { recursive: true });
    copyFolder(call, isExcluded, "", source, target);
    return;
  }
  const isInto = target.endsWith("/") || look(target)?.isDirectory() || stats.isDirectory();
  mkdirSync(isInto ? target : dirname(target), { recursive: true });
  const name = basename(source);
  if (!isExcluded(name, stats.isDirectory())) {
    copyEntry(call, isExcluded, name, source, isInto ? join(target, name) : target);
  }
}

type Excluding = (path: string, isFolder: boolean) => boolean;

/** @param path of the folder, from where the copy begins; empty for that itself */
function copyFolder(call: RsyncCall, isExcluded: Excluding, path: string, from: string, to: string): void {
  const below = (name: string) => (path ? `${path}/${name}` : name);
  const names = readdirSync(from).filter((name) => {
    const isFolder = look(join(from, name))?.isDirectory() ?? false;
    return !isExcluded(below(name), isFolder);
  });
  for (const name of names) copyEntry(call, isExcluded, below(name), join(from, name), join(to, name));
  if (call.delete) {
    const wanted = new Set(names);
    for (const name of readdirSync(to)) {
      const isFolder = look(join(to, name))?.isDirectory() ?? false;
      // What is left out of the copy is left alone in the target.
      if (wanted.has(name) || isExcluded(below(name), isFolder)) continue;
      rmSync(join(to, name), { recursive: true });
    }
  }
  keep(call, to, lstatSync(from));
}

function copyEntry(call: RsyncCall, isExcluded: Excluding, path: string, from: string, to: string): void {
  const stats = lstatSync(from);
  const there = look(to);
  if (there && there.isDirectory() !== stats.isDirectory()) rmSync(to, { recursive: true });
  if (stats.isDirectory()) {
    mkdirSync(to, { recursive: true });
    copyFolder(call, isExcluded, path, from, to);
  } else if (stats.isSymbolicLink()) {
    if (call.archive) put(to, (part) => symlinkSync(readlinkSync(from), part));
  } else if (stats.isFile() && !isSame(stats, there)) {
    put(to, (part) => {
      copyFileSync(from, part);
      keep(call, part, stats);
    });
  } else if (stats.isFile()) keep(call, to, stats);
}

/** Nobody who reads meanwhile sees half a file. */
function put(to: string, write: (part: string) => void): void {
  const part = join(dirname(to), `.${basename(to)}.part`);
  rmSync(part, { force: true });
  write(part);
  renameSync(part, to);
}

function keep({ archive, chmod }: RsyncCall, path: string, stats: Stats): void {
  const mode = stats.isDirectory() ? chmod.folders : chmod.files;
  if (archive || mode !== undefined) chmodSync(path, mode ?? stats.mode & 0o7777);
  if (archive) utimesSync(path, stats.atime, stats.mtime);
}

/** By size and time, in whole seconds, as rsync's quick check. */
function isSame(one: Stats, other: Stats | undefined): boolean {
  const second = ({ mtimeMs }: Stats) => Math.floor(mtimeMs / 1000);
  return other?.isFile() === true && one.size === other.size && second(one) === second(other);
}

/**
 * Patterns of `--exclude`: one that begins with a slash begins where the copy does, one that ends with it is for folders.
 * @see https://download.samba.org/pub/rsync/rsync.1#PATTERN_MATCHING_RULES
 */
function excluding(patterns: readonly string[]): Excluding {
  const rules = patterns.map((pattern) => {
    const glob = globExpression(pattern.replace(/^\/|\/$/g, ""));
    const isAnchored = pattern.startsWith("/");
    const parts = pattern.replace(/^\/|\/$/g, "").split("/").length;
    return (path: string, isFolder: boolean): boolean => {
      if (pattern.endsWith("/") && !isFolder) return false;
      const tail = isAnchored ? path : path.split("/").slice(-parts).join("/");
      return glob.test(tail);
    };
  });
  return (path, isFolder) => rules.some((isMatch) => isMatch(path, isFolder));
}

function look(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
