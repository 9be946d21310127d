import type { LogLine } from "../../deployment-view/view";

/** What is new in a log that forgets its oldest lines; `undefined` where the two have no line in common. */
export function linesAfter(
  last: LogLine | undefined,
  lines: readonly LogLine[],
): readonly LogLine[] | undefined {
  const found = lines.findLastIndex((line) => isSame(line, last));
  return found < 0 ? undefined : lines.slice(found + 1);
}

function isSame(line: LogLine, other: LogLine | undefined): boolean {
  return line.at === other?.at && line.source === other.source && line.text === other.text;
}
