import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Packages of CDKTF, and what they are called in CDK Terrain. */
export const RENAMED: Readonly<Record<string, string>> = {
  cdktf: "cdktn",
  "@cdktf/provider-aws": "@cdktn/provider-aws",
};

/** A module that a statement names, of one of the packages: an import, an export, a require or a mock. */
const NAMED = new RegExp(
  `(\\bfrom\\s*|\\bimport\\s*|\\b(?:import|require|requireActual|mock)\\(\\s*)(["'])(${Object.keys(RENAMED).join("|")})(?=/|\\2)`,
  "g",
);

/** Renames the packages where a source imports them, and nowhere else. */
export function renameImports(source: string): string {
  return source.replace(NAMED, (_, before, quote, name: string) => `${before}${quote}${RENAMED[name]}`);
}

/**
 * Renames the packages in every TypeScript source below a folder.
 * @returns how many sources were changed
 */
export function renameAll(folder: string): number {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => {
    const source = readFileSync(file, "utf8");
    const renamed = renameImports(source);
    if (renamed !== source) writeFileSync(file, renamed);
    return renamed !== source;
  }).length;
}
