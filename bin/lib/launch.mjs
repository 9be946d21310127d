import { existsSync } from "node:fs";
import { join } from "node:path";
import { freshBundle, root } from "./bundle.mjs";
import { describe } from "./describe.mjs";
import { run } from "./run.mjs";

/**
 * Runs an entry: from its TypeScript sources where they are, else as it was built for the published package.
 *
 * @param {string} entry path from the root, such as `cli/index.ts`
 * @param {string} [built] its name in `dist/bin`, if it is published
 * @param {string} [command] word that decides which part of the entry is needed
 */
export function launch(entry, built, command) {
  process.once("uncaughtException", (error) => {
    process.stderr.write(`${describe(error)}\n`);
    process.exit(1);
  });
  run(existsSync(join(root, entry)) ? freshBundle(entry) : `dist/bin/${built}.cjs`, command);
}
