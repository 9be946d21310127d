import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** Files that keep a world of their own: `jest.together.config.js` names them. */
declare const ALONE: readonly string[];

/** Files that share one account of AWS. */
declare const OF_SHOP: readonly string[];

const ROOT = join(__dirname, "..");

/** Runs the tests of some folders in one world, each file under its name. */
export function together(...folders: readonly string[]): void {
  const files = folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true }).map((file) => join(ROOT, folder, String(file))),
    )
    .filter((file) => file.endsWith(".test.ts") && !ALONE.includes(file) && !OF_SHOP.includes(file));
  run(files);
}

/** Runs those that share one account of AWS in a world whose clients ask no other. */
export function togetherOfShop(): void {
  run(OF_SHOP);
}

function run(files: readonly string[]): void {
  for (const file of [...files].sort()) {
    describe(relative(ROOT, file), () => {
      require(file);
    });
  }
}
