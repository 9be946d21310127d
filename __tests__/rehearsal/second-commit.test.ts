import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../package-root";
import { secondCommit } from "../../rehearsal/second-commit";

const SAMPLE = join(packageRoot(__dirname), "app-sample/ecs-blue-green");

test("swaps in the green page of the sample", () => {
  const { files, message } = secondCommit(SAMPLE);
  expect(message).toBe("Swap in index_green.html");
  expect(Object.keys(files)).toEqual(["index.html"]);
  expect(files["index.html"]).toEqual(readFileSync(join(SAMPLE, "index_green.html")));
  expect(files["index.html"]).not.toEqual(readFileSync(join(SAMPLE, "index.html")));
});

test("swaps in a green page that lies in html/", () => {
  const sample = join(packageRoot(__dirname), "app-sample/ec2-rolling");
  const { files } = secondCommit(sample);
  expect(files).toEqual({ "html/index.html": readFileSync(join(sample, "html/index_green.html")) });
});

test("swaps the two colour lines of a page, and nothing else", () => {
  const sample = join(packageRoot(__dirname), "app-sample/ec2-efs-blue-green");
  const { files, message } = secondCommit(sample);
  const before = readFileSync(join(sample, "index.html"), "utf8").split("\n");
  const after = String(files["index.html"]).split("\n");
  expect(message).toBe("Swap the two colour lines");
  expect(after.filter((line, index) => line !== before[index]).map((line) => line.trim())).toEqual([
    "background-color: #0188cc;",
    "#background-color: #90ee90;",
  ]);
  expect(after).toHaveLength(before.length);
});

test.each(["index.html", "index_green.html"])("releases an application without %s once more", (missing) => {
  const folder = mkdtempSync(join(tmpdir(), "application-"));
  try {
    cpSync(SAMPLE, folder, { recursive: true });
    rmSync(join(folder, missing));
    const { files, message } = secondCommit(folder);
    expect(message).toBe("Release once more");
    expect(Object.keys(files)).toEqual([".rehearsal"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
