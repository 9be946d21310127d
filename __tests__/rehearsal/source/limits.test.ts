import { sizeWarnings } from "../../../rehearsal/source/limits";

const MIB = 1024 ** 2;

function listing(files: Record<string, number>): string {
  const entries = Object.entries(files).map(([path, mib]) => {
    const size = String(mib * MIB).padStart(7);
    return `100644 blob ${"a".repeat(40)} ${size}\t${path}\0`;
  });
  return `160000 commit ${"b".repeat(40)}       -\tmodule\0${entries.join("")}`;
}

describe("sizeWarnings", () => {
  test("says nothing of what AWS takes", () => {
    expect(sizeWarnings(listing({ a: 200, "b c": 824 }))).toEqual([]);
  });

  test("warns when CodePipeline would not take the source", () => {
    expect(sizeWarnings(listing({ a: 512, b: 512, c: 1 }))).toEqual([
      "the commit has 1025 MiB: CodePipeline takes 1024 MiB from a source",
    ]);
  });

  test("warns of each file that CodeCommit would not take", () => {
    expect(sizeWarnings(listing({ "a b": 2049 }))).toContain(
      "a b has 2049 MiB: CodeCommit takes files of 2048 MiB",
    );
  });
});
