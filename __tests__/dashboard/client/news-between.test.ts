import { newsBetween } from "../../../dashboard/client/news-between";
import { MOMENTS, type Plot, viewAt } from "../story";

const between = (from: number, to: number, plot: Plot = {}) =>
  newsBetween(viewAt(from, plot), viewAt(to, plot));

describe("what is told of a release", () => {
  test("is that it began", () => {
    expect(between(-1, 0)).toEqual([
      { text: "Release 3f2a1bc began: Green page for the spring sale", urgent: false },
    ]);
  });

  test("is that it succeeded", () => {
    expect(between(MOMENTS.shifted, MOMENTS.end)).toEqual([
      { text: "Release 3f2a1bc succeeded", urgent: false },
    ]);
  });

  test("is a rollback at once, and then that it failed", () => {
    const [rollback, failure] = between(MOMENTS.halfway, MOMENTS.alarm, { failing: true });

    expect(rollback).toEqual({
      text: expect.stringMatching(/^Release 3f2a1bc was rolled back: bluegreen-green-errors is in ALARM/),
      urgent: true,
    });
    expect(failure).toEqual({ text: "Release 3f2a1bc failed", urgent: false });
  });

  test("is why it failed, where nothing was rolled back", () => {
    const after = viewAt(MOMENTS.alarm, { failing: true });
    const failed = {
      ...after,
      releases: after.releases.map((release) => ({ ...release, rollback: undefined })),
    };

    expect(newsBetween(viewAt(MOMENTS.halfway), failed)).toEqual([
      { text: expect.stringContaining("Release 3f2a1bc failed: bluegreen-green-errors"), urgent: false },
    ]);
  });

  test("is that it waits for approval", () => {
    expect(newsBetween(viewAt(160), viewAt(170, { waiting: { for: "approval" } }))).toEqual([
      { text: "Release 3f2a1bc waits for approval.", urgent: false },
    ]);
  });

  test("is nothing twice", () => {
    expect(between(MOMENTS.halfway, MOMENTS.halfway + 10)).toEqual([]);
    expect(between(MOMENTS.alarm, MOMENTS.alarm + 10, { failing: true })).toEqual([]);
  });
});
