import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { compileFunction } from "node:vm";
import type { BuildFailure } from "esbuild";
import { type Bundle, cachedBundle, digestOfFile } from "./bundle-cache";
import { type ConfigFile, defineConfig } from "./define-config";
import { bundlingError, evaluationError, fileError } from "./file-error";
import { isPlainObject } from "./plain-object";
import { show } from "./show";

const BUNDLING = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  packages: "external",
  sourcemap: "external",
  sourcesContent: false,
  metafile: true,
  write: false,
  logLevel: "silent",
  // Without it esbuild reads the tsconfig.json around the file, which is no input that the cache would know of.
  tsconfigRaw: "{}",
} as const;

const WANTED = "export default defineConfig({ … })";

/**
 * Evaluates a TypeScript file and gives what it exports by default, unchecked but for being an object.
 *
 * @param file absolute path
 * @throws ConfigError where the file is missing, cannot be read, throws, or exports something else
 */
export function readConfigFile(file: string): ConfigFile {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw fileError(file, {
      message: `is missing: there is no such file in ${dirname(file)}`,
      allowed: `a file with ${WANTED}`,
      remedy: "go to the folder that holds it, or write it",
    });
  }
  const exported = evaluate(
    file,
    cachedBundle(file, BUNDLING, () => build(file)),
  );
  if (isPlainObject(exported)) return exported as unknown as ConfigFile;
  throw fileError(file, {
    message: exported === undefined ? "has no default export" : "exports something other than an object",
    received: exported === undefined ? undefined : show(exported),
    allowed: WANTED,
    remedy: "export the settings by default",
  });
}

function build(file: string): Bundle {
  // esbuild takes longer to start than everything else together, and is needed only when the file has changed.
  const { buildSync } = require("esbuild") as typeof import("esbuild");
  const folder = dirname(file);
  try {
    const { metafile, outputFiles } = buildSync({
      ...BUNDLING,
      absWorkingDir: folder,
      entryPoints: [file],
      outdir: folder,
    });
    const [sourceMap, code] = outputFiles.map(({ text }) => text) as [string, string];
    const inputs = Object.keys(metafile.inputs).map((input) => resolve(folder, input));
    return {
      code,
      sourceMap,
      inputs: Object.fromEntries(inputs.map((input) => [input, digestOfFile(input)])),
    };
  } catch (error) {
    throw bundlingError(file, error as BuildFailure);
  }
}

function evaluate(file: string, { code, sourceMap }: Bundle): unknown {
  const module: { exports: { default?: unknown } } = { exports: {} };
  const load = createRequire(file);
  // The package's own name stands for defineConfig alone: the package need neither be there nor be loaded.
  const requireFrom = (id: string) => (id === "cdktf-blue-green" ? { defineConfig } : load(id));
  const names = ["module", "exports", "require", "__filename", "__dirname"];
  try {
    compileFunction(code, names, { filename: file })(
      module,
      module.exports,
      requireFrom,
      file,
      dirname(file),
    );
  } catch (error) {
    throw evaluationError(file, error, sourceMap);
  }
  return module.exports.default;
}
