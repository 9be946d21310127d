#!/usr/bin/env node
// Builds dist/, which is all that a published package has beside bin/: the library, the commands and the functions.
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bundleOptions, freshBundle, root } from "./lib/bundle.mjs";
import { run } from "./lib/run.mjs";

const require = createRequire(import.meta.url);
const dist = join(root, "dist");

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
const children = readdirSync(join(root, "rehearsal/children")).map((file) => file.replace(/\.ts$/, ""));
const entries = {
  synth: "main.ts",
  bluegreen: "cli/index.ts",
  "ecs-deploy": "cli/ecs-deploy/index.ts",
  ...Object.fromEntries(children.map((name) => [`children/${name}`, `rehearsal/children/${name}.ts`])),
};
for (const [name, entry] of Object.entries(entries)) {
  require("esbuild").buildSync({ ...bundleOptions(entry), outfile: join(dist, "bin", `${name}.cjs`) });
}
run(freshBundle("lambda/bundle.ts")).writeLambdas(join(dist, "lambda"));
run(freshBundle("dashboard/bundle.ts")).writePage(join(dist, "dashboard"));
