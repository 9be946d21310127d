import { linesAfter } from "../../../dashboard/client/log-lines";

const line = (at: number, text = "said") => ({ at, source: "build", text });

test("only what is new in a log is told", () => {
  expect(linesAfter(line(2), [line(1), line(2), line(3), line(4)])).toEqual([line(3), line(4)]);
  expect(linesAfter(line(2), [line(2)])).toEqual([]);
});

test("a log that has nothing in common with the last is told whole", () => {
  expect(linesAfter(undefined, [line(1)])).toBeUndefined();
  expect(linesAfter(line(1), [line(8), line(9)])).toBeUndefined();
  expect(linesAfter(line(1), [line(1, "other")])).toBeUndefined();
});
