import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Path of a program on the PATH, or in the `sbin` beside a `bin` of it, which ordinary users often have not.
 *
 * @param environment whose PATH it is
 */
export function findProgram(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const folders = (environment.PATH ?? "").split(delimiter).filter(Boolean);
  const beside = folders.map((folder) => folder.replace(/\/bin\/?$/, "/sbin"));
  return [...new Set([...folders, ...beside])].map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
