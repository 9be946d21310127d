import { show } from "../../config/show";

describe("a value in a message", () => {
  test.each<[unknown, string]>([
    ["a text", '"a text"'],
    ['a "quoted" text', '"a \\"quoted\\" text"'],
    [3, "3"],
    [true, "true"],
    [null, "null"],
    [undefined, "undefined"],
    [Number.NaN, "NaN"],
    [[], "[]"],
    [["a", 1], '["a", 1]'],
    [{}, "{}"],
    [{ type: "linear", percent: 5 }, '{ type: "linear", percent: 5 }'],
    [() => "x", "a function"],
  ])("%p is shown as %s", (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  test("is cut where it is long, and says how long it was", () => {
    expect(show("x".repeat(61))).toBe(`"${"x".repeat(60)}"… (61 characters)`);
    expect(show("x".repeat(60))).toBe(`"${"x".repeat(60)}"`);
    expect(show(Array.from({ length: 99 }, () => "block"))).toHaveLength(121);
  });

  test("shows nothing of what lies deeper: there may be secrets", () => {
    expect(show({ secrets: { password: "hunter2" }, list: [["hunter2"]], none: [] })).toBe(
      "{ secrets: {…}, list: […], none: [] }",
    );
    expect(show([{ password: "hunter2" }])).toBe("[{…}]");
  });
});
