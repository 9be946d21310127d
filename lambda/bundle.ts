import { createHash, randomUUID } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { zipSync } from "fflate";
import { PACKAGE, packageRoot } from "../package-root";

/** A zip writes dates in local time: a date that is local itself makes the same bytes in every time zone. */
const FILE_ATTRIBUTES = { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16, level: 9 } as const;

/**
 * Gives the path of the zip to deploy for a function under `lambda/`; its handler is `index.handler`.
 * The same sources give the same bytes on any machine, so that Terraform sees a change only where there is one.
 * A published package, which has no sources, brings its zips along in `dist/lambda`.
 *
 * @param name folder under `lambda/`
 * @param root folder of the package. @default - the package that this file lies in
 * @throws Error where there is no function of that name
 */
export function bundleLambda(name: string, root = packageRoot(__dirname)): string {
  const entry = join(root, "lambda", name, "index.ts");
  if (!existsSync(entry)) return prebuilt(name, root);
  const cached = join(root, "node_modules/.cache", PACKAGE, "lambda", fingerprint(root), `${name}.zip`);
  if (!existsSync(cached)) write(cached, zipSync({ "index.js": [bundle(entry), FILE_ATTRIBUTES] }));
  return cached;
}

/** Puts the zip of every function under `lambda/` into a folder, as `<name>.zip`. */
export function writeLambdas(folder: string, root = packageRoot(__dirname)): void {
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(join(root, "lambda"), { withFileTypes: true })) {
    if (entry.isDirectory()) copyFileSync(bundleLambda(entry.name, root), join(folder, `${entry.name}.zip`));
  }
}

function prebuilt(name: string, root: string): string {
  const zip = join(root, "dist/lambda", `${name}.zip`);
  if (existsSync(zip)) return zip;
  throw new Error(`there is no Lambda function "${name}": neither lambda/${name}/index.ts nor ${zip} exists`);
}

/** All of `lambda/` counts, so that code which functions share counts, and this file. */
function fingerprint(root: string): string {
  const hash = createHash("sha256");
  hash.update(require("esbuild/package.json").version);
  hash.update(readFileSync(join(root, "package-lock.json")));
  for (const file of readdirSync(join(root, "lambda"), { recursive: true, encoding: "utf8" }).sort()) {
    if (file.endsWith(".ts")) hash.update(`\0${file}\0`).update(readFileSync(join(root, "lambda", file)));
  }
  return hash.digest("hex").slice(0, 16);
}

function bundle(entry: string): Uint8Array {
  // Required here: with a warm cache nothing has to load it.
  const { buildSync } = require("esbuild") as typeof import("esbuild");
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    mainFields: ["module", "main"],
    legalComments: "none",
    // In place of whatever tsconfig.json lies above: only what the fingerprint covers may shape the code.
    tsconfigRaw: { compilerOptions: { strict: true } },
  });
  return Buffer.concat(outputFiles.map(({ contents }) => contents));
}

/** Other processes may read or write the same file: they meet all of it or nothing. */
function write(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, bytes);
  renameSync(draft, file);
}
