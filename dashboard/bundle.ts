import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Bundle, cachedBundle, digestOfFile } from "../config/bundle-cache";
import { packageRoot } from "../package-root";

/** What a browser loads. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

const SOURCES = { script: "main.ts", style: "style/page.css" } as const;
const BUILT = { script: "page.js", style: "page.css" } as const;

const BUNDLING = {
  bundle: true,
  platform: "browser",
  format: "iife",
  target: "es2022",
  minify: true,
  legalComments: "none",
  metafile: true,
  write: false,
  logLevel: "silent",
  // In place of whatever tsconfig.json lies above, which the cache would not know of.
  tsconfigRaw: "{}",
} as const;

/**
 * Gives the page's script and style from their sources, bundled anew when one has changed. A published package, which
 * has no sources, brings them along in `dist/dashboard`.
 *
 * @param root folder of the package. @default - the package that this file lies in
 */
export function pageFiles(root = packageRoot(__dirname)): PageFiles {
  const folder = join(root, "dashboard/client");
  const [read, names] = existsSync(folder)
    ? [(name: string) => bundled(join(folder, name), root), SOURCES]
    : [(name: string) => readFileSync(join(root, "dist/dashboard", name), "utf8"), BUILT];
  return { script: read(names.script), style: read(names.style) };
}

/** Puts the page's files into a folder, for a published package. */
export function writePage(folder: string): void {
  const { script, style } = pageFiles();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, BUILT.script), script);
  writeFileSync(join(folder, BUILT.style), style);
}

function bundled(entry: string, root: string): string {
  return cachedBundle(entry, BUNDLING, () => bundle(entry, root)).code;
}

function bundle(entry: string, root: string): Bundle {
  // Required here: with a warm cache nothing has to load it.
  const { buildSync } = require("esbuild") as typeof import("esbuild");
  const { metafile, outputFiles } = buildSync({ ...BUNDLING, absWorkingDir: root, entryPoints: [entry] });
  const inputs = Object.keys(metafile.inputs).map((input) => resolve(root, input));
  return {
    code: outputFiles.map(({ text }) => text).join(""),
    sourceMap: "",
    inputs: Object.fromEntries(inputs.map((input) => [input, digestOfFile(input)])),
  };
}
