import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CHECKS } from "../../../operate/preflight/table";

test("each check has its row in the documentation, in the order in which it is told", () => {
  const text = readFileSync(resolve(__dirname, "../../../docs/before-a-release.md"), "utf8");
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, id]) => id);
  expect(rows).toEqual(CHECKS.map(({ id }) => id));
});
