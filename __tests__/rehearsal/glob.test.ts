import { globExpression } from "../../rehearsal/glob";

test.each([
  ["*", "a.txt", true],
  ["*", "a/b", false],
  ["?.txt", "a.txt", true],
  ["?.txt", "ab.txt", false],
  ["a.txt", "abtxt", false],
  ["**/*", "a", true],
  ["**/*", "a/b/.c", true],
  ["a/**/c", "a/c", true],
  ["a/**/c", "a/b/b/c", true],
  ["a/**/c", "ab/c", false],
  ["a/**", "a/b/c", true],
  ["[ab].c", "b.c", true],
  ["[!ab].c", "b.c", false],
  ["[a-c]", "d", false],
  ["(a|b)+{1}", "(a|b)+{1}", true],
  ["[", "[", true],
  ["[z-a]", "[z-a]", true],
])("%s against %s: %s", (pattern, path, expected) => {
  expect(globExpression(pattern).test(path)).toBe(expected);
});
