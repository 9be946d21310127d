import pc from "picocolors";
import type { Formatter } from "picocolors/types";
import { duration } from "../../deployment-view/format";
import type { History, HistoryEntry } from "../../operate/history/schema";
import { MARKS } from "../screen/section";
import { oneLine, pad, paintLine, type Span, widthOf } from "../screen/text";

type Colors = ReturnType<typeof pc.createColors>;

/** A column: its head, and what stands in it. */
const COLUMNS: readonly (readonly [head: string, cell: (entry: HistoryEntry) => string])[] = [
  ["result", ({ result }) => `${markOf(result).text} ${WORDS[result] ?? result}`],
  ["started (UTC)", ({ startedAt }) => startedAt.slice(0, 16).replace("T", " ")],
  ["took", ({ seconds }) => (seconds === null ? "" : duration(seconds * 1000))],
  ["commit", ({ commit }) => commit?.slice(0, 12) ?? ""],
  ["digest", ({ digest }) => digest?.replace(/^sha256:/, "").slice(0, 12) ?? ""],
  ["colour", ({ targetGroup }) => targetGroup ?? ""],
  ["engine", ({ engine }) => engine ?? ""],
  ["checks", ({ checks }) => passed(checks)],
  ["who", ({ who, approvedBy }) => (approvedBy ? `${who}, approved by ${approvedBy}` : who)],
];

const WORDS: Partial<Record<HistoryEntry["result"], string>> = {
  RolledBack: "rolled back",
  InProgress: "goes on",
};

/** The releases of a system, a line each, and a line more for each that did not go well. */
export function renderHistory(
  { releases, system }: History,
  { columns, color }: { columns: number; color: boolean },
): string {
  if (releases.length === 0)
    return `nothing was released to ${system.name} ${system.stack} that AWS tells of`;
  const colors = pc.createColors(color);
  const rows = releases.map((entry) => COLUMNS.map(([, cell]) => oneLine(cell(entry))));
  const used = COLUMNS.map(([head], index) => ({
    head,
    index,
    width: Math.max(widthOf(head), ...rows.map((row) => widthOf(row[index] ?? ""))),
    isEmpty: rows.every((row) => row[index] === ""),
  })).filter(({ isEmpty }) => !isEmpty);
  const line = (cells: readonly string[], paint?: Formatter): Span[] =>
    used.map(({ index, width }, place) => ({
      text: `${pad(cells[index] ?? "", width)}  `,
      ...(place === 0 && paint && { paint }),
    }));
  const heads = line(COLUMNS.map(([head]) => head)).map(({ text }): Span => ({ text, paint: colors.dim }));
  return [
    paintLine(heads, columns).trimEnd(),
    ...releases.flatMap((entry, index) => {
      const drawn = paintLine(line(rows[index] ?? [], colors[markOf(entry.result).paint]), columns).trimEnd();
      return [drawn, ...notes(entry, colors)];
    }),
  ].join("\n");
}

/** Never cut short: why a release was rolled back is what the table is read for. */
function notes({ reason, alarms, checks, undoneBy }: HistoryEntry, colors: Colors): string[] {
  const failed = checks.filter(({ status }) => status === "Failed");
  const all = [
    reason,
    ...failed.map(({ name, detail }) => (detail ? `${name}: ${detail}` : `${name} has failed`)),
    alarms.length > 0 && `alarms: ${alarms.join(", ")}`,
    undoneBy && `users were put back by ${undoneBy}`,
  ];
  return all.flatMap((note) => (note ? [`    ${colors.red(oneLine(note))}`] : []));
}

function passed(checks: HistoryEntry["checks"]): string {
  if (checks.length === 0) return "";
  return `${checks.filter(({ status }) => status === "Succeeded").length} of ${checks.length}`;
}

function markOf(result: HistoryEntry["result"]) {
  return MARKS[result === "RolledBack" ? "Failed" : result === "Cancelled" ? "Stopped" : result];
}
