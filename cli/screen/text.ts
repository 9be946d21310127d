import { stripVTControlCharacters } from "node:util";
import type { Formatter } from "picocolors/types";

/** A piece of a line, and how it is coloured. */
export interface Span {
  readonly text: string;
  readonly paint?: Formatter;
}

/** Characters that control a terminal, or turn the direction of what follows. */
const CONTROLS = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

/** A text of somebody else's as one line that can do nothing to a terminal. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROLS, " ").trim();
}

const NO_CELL = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** The blocks whose characters take two cells: East Asian scripts, and emoji. */
const TWO_CELLS =
  /^[\u1100-\u115f\u231a\u231b\u23e9-\u23f3\u25fd\u25fe\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18fff}\u{1aff0}-\u{1b2ff}\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

/** Makes the character before it an emoji, and thereby wider. */
const AS_EMOJI = "\ufe0f";

/**
 * Cells of a terminal that a text takes. A terminal may join some characters into one, such as families of emoji: a
 * text is then narrower than this, never wider.
 */
export function widthOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += cellsOf(character);
  return cells;
}

function cellsOf(character: string): number {
  if (character >= " " && character <= "~") return 1;
  if (character === AS_EMOJI) return 1;
  if (NO_CELL.test(character)) return 0;
  return TWO_CELLS.test(character) ? 2 : 1;
}

/** The beginning of a text that fits; what is left out is shown by an ellipsis. */
export function clip(text: string, cells: number): string {
  if (widthOf(text) <= cells) return text;
  let kept = "";
  let left = cells - 1;
  for (const character of text) {
    left -= cellsOf(character);
    if (left < 0) break;
    kept += character;
  }
  return cells > 0 ? `${kept}…` : "";
}

/** A text with blanks behind it, up to a width. */
export function pad(text: string, cells: number): string {
  return text + " ".repeat(Math.max(0, cells - widthOf(text)));
}

/** A line of pieces, as long as there is room for. */
export function paintLine(spans: readonly Span[], columns: number): string {
  let line = "";
  let left = columns;
  for (const { text, paint = String } of spans) {
    const fitting = clip(text, left);
    if (fitting !== "") line += paint(fitting);
    if (fitting !== text) break;
    left -= widthOf(text);
  }
  return line;
}

/** A text on as many lines as it needs; only a word that is longer than a line is broken. */
export function wrap(text: string, cells: number): string[] {
  const room = Math.max(2, cells);
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const before = lines.at(-1);
    if (before !== undefined && widthOf(before) + 1 + widthOf(word) <= room) {
      lines[lines.length - 1] = `${before} ${word}`;
    } else lines.push(...pieces(word, room));
  }
  return lines;
}

function pieces(word: string, cells: number): string[] {
  const lines: string[] = [];
  let left = -1;
  for (const character of word) {
    left -= cellsOf(character);
    if (left >= 0) lines[lines.length - 1] += character;
    else {
      lines.push(character);
      left = cells - cellsOf(character);
    }
  }
  return lines;
}

/** Items side by side, two blanks apart, on as many lines as they need; empty ones have no place. */
export function flow(items: readonly (readonly Span[])[], columns: number, indent: number): Span[][] {
  const lines: Span[][] = [];
  let used = columns;
  for (const item of items) {
    const cells = item.reduce((sum, { text }) => sum + widthOf(text), 0);
    if (cells === 0) continue;
    const fits = used + 2 + cells <= columns;
    if (fits) lines.at(-1)?.push({ text: "  " }, ...item);
    else lines.push([{ text: " ".repeat(indent) }, ...item]);
    used = fits ? used + 2 + cells : indent + cells;
  }
  return lines;
}
