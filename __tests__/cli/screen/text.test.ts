import fc from "fast-check";
import pc from "picocolors";
import { clip, flow, oneLine, pad, paintLine, widthOf, wrap } from "../../../cli/screen/text";

const colors = pc.createColors(true);
const anyText = fc.string({
  unit: fc.constantFrom("a", "é", "漢", "🚀", "e\u0301", "👨‍👩‍👧", "✔", "❤️", "█", " "),
});

describe("the width of a text", () => {
  test.each([
    ["", 0],
    ["abc", 3],
    ["é", 1],
    ["e\u0301", 1],
    ["✔ ● █ ░ … ·", 11],
    ["漢字", 4],
    ["한국어", 6],
    ["🚀", 2],
    ["❤️", 2],
    ["a\u200bb", 2],
  ])("of %j is %i cells", (text, cells) => {
    expect(widthOf(text)).toBe(cells);
  });
});

describe("a wrapped text", () => {
  test.each([
    ["one two three", 7, ["one two", "three"]],
    ["one", 2, ["on", "e"]],
    ["a 漢字", 3, ["a", "漢", "字"]],
    ["", 5, []],
  ])("%j in %i cells is %j", (text, cells, lines) => {
    expect(wrap(text, cells)).toEqual(lines);
  });

  test("loses nothing, and takes no more cells than there are", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 20 }), (text, cells) => {
        const lines = wrap(text, cells);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(cells);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });
});

describe("a clipped text", () => {
  test.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["漢字", 3, "漢…"],
    ["漢字", 2, "…"],
    ["abc", 0, ""],
  ])("%j in %i cells is %j", (text, cells, clipped) => {
    expect(clip(text, cells)).toBe(clipped);
  });

  test("never takes more cells than there are", () => {
    fc.assert(
      fc.property(anyText, fc.nat(20), (text, cells) => {
        expect(widthOf(clip(text, cells))).toBeLessThanOrEqual(cells);
      }),
    );
  });
});

describe("a text of somebody else's", () => {
  test.each([
    ["colour", "\x1b[31mred\x1b[0m", "red"],
    ["a title", "\x1b]0;owned\x07text", "text"],
    ["a carriage return", "10 %\r20 %", "10 % 20 %"],
    ["several lines", "one\ntwo\n", "one two"],
    ["a turned direction", "a\u202eb", "a b"],
    ["a control sequence in one character", "a\u009b2Jb", "ab"],
  ])("cannot do anything to a terminal with %s", (_, text, line) => {
    expect(oneLine(text)).toBe(line);
  });
});

describe("a line", () => {
  test("is coloured piece by piece, up to where there is no more room", () => {
    const line = [
      { text: "one", paint: colors.red },
      { text: " two " },
      { text: "three", paint: colors.blue },
    ];
    expect(paintLine(line, 13)).toBe(`${colors.red("one")} two ${colors.blue("three")}`);
    expect(paintLine(line, 7)).toBe(`${colors.red("one")} tw…`);
    expect(paintLine(line, 8)).toBe(`${colors.red("one")} two `);
  });

  test("takes as many items as there is room for, and leaves out empty ones", () => {
    const items = ["one", "", "two", "three"].map((text) => [{ text }]);
    const lines = (columns: number) => flow(items, columns, 2).map((spans) => paintLine(spans, columns));
    expect(lines(80)).toEqual(["  one  two  three"]);
    expect(lines(17)).toEqual(["  one  two  three"]);
    expect(lines(16)).toEqual(["  one  two", "  three"]);
    expect(lines(5)).toEqual(["  one", "  two", "  th…"]);
  });

  test("is filled by cells, not by characters", () => {
    expect(pad("漢", 4)).toBe("漢  ");
    expect(pad("long", 2)).toBe("long");
  });
});
