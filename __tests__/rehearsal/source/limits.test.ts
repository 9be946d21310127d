import { checkSizes } from "../../../rehearsal/source/limits";

const MIB = 1024 ** 2;

function listing(files: Record<string, number>): string {
  const entries = Object.entries(files).map(([path, mib]) => {
    const size = String(mib * MIB).padStart(7);
    return `100644 blob ${"a".repeat(40)} ${size}\t${path}\0`;
  });
  return `160000 commit ${"b".repeat(40)}       -\tmodule\0${entries.join("")}`;
}

describe("the size of a commit", () => {
  test("is nothing to speak of below what AWS takes", () => {
    expect(checkSizes(listing({ a: 20, "b c": 99 }))).toEqual([]);
  });

  test("is told where a file is large", () => {
    expect(checkSizes(listing({ film: 191 }))).toEqual([
      "film has 191 MiB, which every release carries: is it meant to be released?",
    ]);
  });

  test("fails where CodePipeline would not take the source", () => {
    expect(() => checkSizes(listing({ a: 512, b: 512, c: 1 }))).toThrow(
      "the commit has 1025 MiB: CodePipeline takes 1024 MiB from a source",
    );
  });

  test("fails for each file that CodeCommit would not take", () => {
    expect(() => checkSizes(listing({ "a b": 2049 }))).toThrow(
      "a b has 2049 MiB: CodeCommit takes files of 2048 MiB",
    );
  });
});
