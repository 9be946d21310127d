import { clock, duration, percent } from "../../deployment-view/format";

describe("a time", () => {
  test.each([
    [0, "0:00", "00:00:00"],
    [190_999, "3:10", "00:03:10"],
    [3_600_000, "1:00:00", "01:00:00"],
    [100 * 3_600_000, "100:00:00", "100:00:00"],
    [-5, "0:00", "00:00:00"],
  ])("of %i ms is %s", (milliseconds, short, long) => {
    expect(duration(milliseconds)).toBe(short);
    expect(clock(milliseconds)).toBe(long);
  });
});

test.each([
  [undefined, "-"],
  [0, "0 %"],
  [0.04, "<0.1 %"],
  [39.6049, "39.6 %"],
  [40, "40 %"],
  [99.99, ">99.9 %"],
  [100, "100 %"],
])("a share of %p is %s", (share, text) => {
  expect(percent(share)).toBe(text);
});
