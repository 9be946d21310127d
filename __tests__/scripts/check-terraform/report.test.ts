import { describeResult, holds, type Result, summarise } from "../../../scripts/check-terraform/report";

const passed: Result = { row: "default", outcome: "passed", assertions: 41, seconds: 9.04 };
const failed: Result = { row: "https", outcome: "failed", problem: "the plan\nis wrong\n", seconds: 12.3 };
const unchecked: Result = { row: "native", outcome: "not checked", reason: "needs another provider" };

describe("describeResult", () => {
  test("gives a row that holds one line", () => {
    expect(describeResult(passed, 9)).toBe("✓ default      9.0 s  41 assertions");
  });

  test("shows a failure in full", () => {
    expect(describeResult(failed, 5)).toBe("✗ https   12.3 s\n\nthe plan\nis wrong\n");
  });

  test("says why a row was not checked", () => {
    expect(describeResult(unchecked, 6)).toBe("- native  not checked: needs another provider");
  });
});

describe("summarise", () => {
  test("names what failed, and what was not checked and why", () => {
    expect(summarise([passed, failed, unchecked])).toBe(
      "2 checked, 1 failed (https)\nnative not checked: needs another provider",
    );
  });

  test("says so where nothing was checked", () => {
    expect(summarise([unchecked])).toBe(
      "0 checked, 0 failed\nnative not checked: needs another provider\nnothing was checked, so nothing is known to hold",
    );
  });
});

describe("holds", () => {
  test.each<[boolean, string, Result[]]>([
    [true, "all that is checked passes", [passed, unchecked]],
    [false, "one fails", [passed, failed]],
    [false, "nothing was checked", [unchecked]],
    [false, "there is nothing to check", []],
  ])("is %s where %s", (expected, _, results) => {
    expect(holds(results)).toBe(expected);
  });
});
