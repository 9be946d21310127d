import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of package.json. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const cache = "node_modules/.cache/cdktf-blue-green/app";

/** What decides over a bundle beside its sources: the packages, and the options in this file. */
const ALWAYS = ["package-lock.json", "node_modules/.package-lock.json", "bin/lib/bundle.mjs"];

/**
 * Bundles a TypeScript entry of this repository with all that it imports, unless the last bundle is still true.
 * One file loads several times faster than the hundreds behind it.
 *
 * @param {string} entry path from the root, such as `cli/index.ts`
 * @returns {string} path of the CommonJS bundle from the root; its source map lies beside it, with `.map` behind
 */
export function freshBundle(entry) {
  const bundle = join(cache, `${entry.replace(/\.ts$/, "").replaceAll("/", "-")}.cjs`);
  if (!isFresh(`${bundle}.inputs`)) build(entry, bundle);
  return bundle;
}

/**
 * How everything is bundled, here and for a published package.
 *
 * @param {string} entry path from the root
 * @returns {import("esbuild").BuildOptions}
 */
export function bundleOptions(entry) {
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    minify: true,
    legalComments: "none",
    // Else esbuild reads the tsconfig.json, which no stamp would know of.
    tsconfigRaw: "{}",
    logLevel: "silent",
    // Has a native part, which it looks for beside itself.
    external: ["esbuild"],
    alias: { archiver: join(root, "bin/lazy-archiver.cjs") },
    // A script from V8's cache has no loader for import(), and inside a bundle require() does the same.
    supported: { "dynamic-import": false },
    // CDKTF notes of every token where it was made. In a bundle that says nothing, and takes a seventh of a synth.
    define: { "Error.captureStackTrace": "Object" },
  };
}

/**
 * Tells two versions of a file apart without reading it.
 *
 * @param {import("node:fs").Stats | undefined} stats
 */
export function fingerprint(stats) {
  return stats ? `${stats.size} ${stats.mtimeMs}` : "absent";
}

/**
 * Writes so that another process reads the old file or the new one, never a part.
 *
 * @param {string} file path from the root
 * @param {string | Uint8Array} content
 * @returns {string} fingerprint of just what was written, whoever else may write too
 */
export function writeWhole(file, content) {
  const target = join(root, file);
  const part = `${target}.${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(part, content);
  const print = fingerprint(statSync(part));
  renameSync(part, target);
  return print;
}

/** @param {string} file path from the root */
function statOf(file) {
  return statSync(join(root, file), { throwIfNoEntry: false });
}

/** @param {string} stamp */
function isFresh(stamp) {
  let seen;
  try {
    seen = JSON.parse(readFileSync(join(root, stamp), "utf8"));
  } catch {
    return false;
  }
  return Object.entries(seen).every(([file, print]) => fingerprint(statOf(file)) === print);
}

/**
 * @param {string} entry
 * @param {string} bundle
 */
function build(entry, bundle) {
  const began = Date.now();
  const { metafile, outputFiles } = compile({
    ...bundleOptions(entry),
    outfile: bundle,
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    write: false,
  });
  const written = outputFiles.map(({ path, contents }) => {
    const file = relative(root, path);
    return [file, writeWhole(file, contents)];
  });
  const sources = Object.keys(metafile.inputs).filter((file) => !file.includes("node_modules/"));
  const savedMeanwhile = sources.some((file) => statOf(file).mtimeMs >= began);
  if (savedMeanwhile) return;
  const read = [...sources, ...ALWAYS].map((file) => [file, fingerprint(statOf(file))]);
  writeWhole(`${bundle}.inputs`, JSON.stringify(Object.fromEntries([...read, ...written])));
}

/**
 * @param {import("esbuild").BuildOptions} options
 * @throws Error that shows the line at fault
 */
function compile(options) {
  const { buildSync, formatMessagesSync } = createRequire(import.meta.url)("esbuild");
  try {
    return buildSync(options);
  } catch (error) {
    const places = formatMessagesSync(error.errors, { kind: "error", color: process.stderr.isTTY });
    throw Object.assign(new Error(places.join("").trimEnd()), { userFacing: true });
  }
}
