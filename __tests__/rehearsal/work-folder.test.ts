import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimFolder, emptyFolder } from "../../rehearsal/work-folder";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "work-folder-"));
});
afterEach(() => rmSync(root, { recursive: true }));

test("a folder of a rehearsal can be new, empty, or an earlier one's", () => {
  const folder = join(root, "a/b");
  claimFolder(folder);
  writeFileSync(join(folder, "state.json"), "{}");
  claimFolder(folder);
  emptyFolder(folder);
  expect(readdirSync(folder)).toEqual([".bluegreen-rehearsal"]);
  claimFolder(mkdtempSync(join(root, "empty-")));
});

test("fails for a folder with anybody else's files, and touches none", () => {
  mkdirSync(join(root, "precious"));
  expect(() => claimFolder(root)).toThrow(/holds files that are no rehearsal's/);
  expect(() => claimFolder("/")).toThrow(/would empty/);
  expect(readdirSync(root)).toEqual(["precious"]);
});
