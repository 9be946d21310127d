import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** Files that keep a world of their own: `jest.together.config.js` names them. */
declare const ALONE: readonly string[];

const ROOT = join(__dirname, "..");

/** Runs the tests of some folders in one world, each file under its name. */
export function together(...folders: readonly string[]): void {
  const files = folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true }).map((file) => join(ROOT, folder, String(file))),
    )
    .filter((file) => file.endsWith(".test.ts") && !ALONE.includes(file))
    .sort();
  for (const file of files) {
    describe(relative(ROOT, file), () => {
      require(file);
    });
  }
}
