import { commitLine, tookUntil } from "../../../cli/screen/format";

test("a time goes on until now, unless it has ended or not begun", () => {
  expect(tookUntil({ startedAt: 0 }, 5000)).toBe("0:05");
  expect(tookUntil({ startedAt: 0, endedAt: 3000 }, 5000)).toBe("0:03");
  expect(tookUntil({ startedAt: 0 })).toBeUndefined();
  expect(tookUntil({}, 5000)).toBeUndefined();
});

test("a commit is told by seven digits and the first line of its message", () => {
  expect(commitLine({ commit: "0123456789", message: "Say hello\n\nAnd more." })).toBe("0123456 Say hello");
  expect(commitLine({ commit: "0123456789", message: "" })).toBe("0123456");
});
