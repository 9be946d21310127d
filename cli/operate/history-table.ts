import pc from "picocolors";
import { duration, shortName } from "../../deployment-view/format";
import type { History, HistoryEntry } from "../../operate/history/schema";
import { MARKS } from "../screen/section";
import { oneLine, pad, widthOf } from "../screen/text";

type Colors = ReturnType<typeof pc.createColors>;

type Column = readonly [head: string, cell: (entry: HistoryEntry) => string];

/** A column: its head, and what stands in it. */
const COLUMNS: readonly Column[] = [
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

/** Shorter columns, in the place of those with the same head. */
const SHORT: readonly Column[] = [
  ["started (UTC)", ({ startedAt }) => startedAt.slice(5, 16).replace("T", " ")],
  ["commit", ({ commit }) => commit?.slice(0, 7) ?? ""],
];

/**
 * What a narrow terminal shows, the widest first: what is looked up elsewhere gives way, and then what can be shorter. Who
 * released, and what its checks came to, is what the table is for.
 */
const LAYOUTS = [COLUMNS, without("digest"), without("digest", "engine")];

const NARROWEST = without("digest", "engine").map(
  (column) => SHORT.find(([head]) => head === column[0]) ?? column,
);

function without(...heads: readonly string[]): readonly Column[] {
  return COLUMNS.filter(([head]) => !heads.includes(head));
}

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
  const tables = LAYOUTS.map((layout) => tableOf(layout, releases));
  // A terminal breaks what is wider still, and nothing is lost.
  const { heads, rows } = tables.find(({ width }) => width <= columns) ?? tableOf(NARROWEST, releases);
  return [
    colors.dim(heads.trimEnd()),
    ...releases.flatMap((entry, index) => {
      const [result = "", ...more] = rows[index] ?? [];
      const paint = colors[markOf(entry.result).paint];
      return [`${paint(result)}${more.join("")}`.trimEnd(), ...notes(entry, colors)];
    }),
  ].join("\n");
}

interface Table {
  readonly heads: string;
  /** Cells, as wide as their columns. */
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
}

/** Columns in which nothing stands are left out. */
function tableOf(layout: readonly Column[], releases: readonly HistoryEntry[]): Table {
  const used = layout
    .map(([head, cell]) => ({ head, cells: releases.map((entry) => oneLine(cell(entry))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""))
    .map(({ head, cells }) => ({ head, cells, width: Math.max(...[head, ...cells].map(widthOf)) }));
  return {
    heads: used.map(({ head, width }) => `${pad(head, width)}  `).join(""),
    rows: releases.map((_, row) => used.map(({ cells, width }) => `${pad(cells[row] ?? "", width)}  `)),
    width: used.reduce((sum, { width }) => sum + width + 2, -2),
  };
}

/** Never cut short: why a release was rolled back is what the table is read for. */
function notes({ reason, alarms, checks, undoneBy }: HistoryEntry, colors: Colors): string[] {
  const failed = checks.filter(({ status }) => status === "Failed");
  const all = [
    reason,
    ...failed.map(({ name, detail }) =>
      // What the reason says already it says whole.
      detail && !reason?.includes(detail) ? `${name}: ${detail}` : `${name} has failed`,
    ),
    alarms.length > 0 && `alarms: ${alarms.join(", ")}`,
    undoneBy && `users were put back by ${shortName(undoneBy)}`,
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
