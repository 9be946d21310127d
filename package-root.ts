import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The name that this package is published under. */
export const PACKAGE = "cdktf-blue-green";

/** Walks up to the package: compiled code that calls this may lie anywhere below it. */
export function packageRoot(folder: string): string {
  const file = join(folder, "package.json");
  if (existsSync(file) && JSON.parse(readFileSync(file, "utf8")).name === PACKAGE) return folder;
  if (dirname(folder) === folder)
    throw new Error(`no folder above ${__dirname} holds the package ${PACKAGE}`);
  return packageRoot(dirname(folder));
}
