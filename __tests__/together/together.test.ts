import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..");

test("every folder with tests is run by one of these files, and once", () => {
  const named = readdirSync(__dirname)
    .filter((file) => file.endsWith(".together.ts"))
    .flatMap((file) =>
      [...readFileSync(join(__dirname, file), "utf8").matchAll(/"([\w-]+)"/g)].map(([, name]) => name),
    );
  const folders = readdirSync(ROOT).filter((name) => {
    const folder = join(ROOT, name);
    if (name === "together" || !statSync(folder).isDirectory()) return false;
    return readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith(".test.ts"));
  });
  expect(named.sort()).toEqual(folders.sort());
});
