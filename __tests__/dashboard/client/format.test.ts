import { duration, elapsed, latency, percent } from "../../../dashboard/client/format";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test.each([
  [-5, "0 s"],
  [400, "0 s"],
  [59_600, "1 min"],
  [250_000, "4 min 10 s"],
  [3_600_000, "1 h"],
  [3_725_000, "1 h 2 min"],
  [3_605_000, "1 h 5 s"],
])("a length of %d ms is %s", (milliseconds, text) => {
  expect(plain(duration(milliseconds))).toBe(text);
});

test.each([
  [0, "0:00"],
  [200.7, "3:20"],
  [3800, "1:03:20"],
])("second %d is %s", (seconds, text) => {
  expect(elapsed(seconds)).toBe(text);
});

test("numbers have one digit behind the point where it says something", () => {
  expect([percent(10), percent(29.44), percent(100), latency(3.04), latency(1234.5)].map(plain)).toEqual([
    "10 %",
    "29.4 %",
    "100 %",
    "3 ms",
    "1235 ms",
  ]);
});
