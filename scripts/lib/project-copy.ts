import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What lies in a checkout and is no source. */
const NO_SOURCES: readonly string[] = [".git", "cdktf.out", "coverage", "dist", "node_modules"];

/** Copies a project's sources. The copy has caches of its own, so that nothing done to it is felt here. */
export function copyProject(root: string, copy: string): void {
  cpSync(root, copy, { recursive: true, filter: (path) => !NO_SOURCES.includes(basename(path)) });
}

/**
 * Gives a folder packages that are installed in another, without copying them.
 *
 * @param names packages to give. @default - all of them
 */
export function linkPackages(from: string, to: string, names = installedPackages(from)): void {
  for (const name of names) {
    const link = join(to, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(from, "node_modules", name), link, "dir");
  }
}

/** Names of the packages that are installed in a folder. */
export function installedPackages(folder: string): string[] {
  const modules = join(folder, "node_modules");
  const names = readdirSync(modules).filter((name) => !name.startsWith("."));
  return names.flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((part) => `${name}/${part}`) : [name],
  );
}
