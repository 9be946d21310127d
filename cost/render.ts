import { HOURS_A_MONTH } from "./prices";
import type { CostSheet, Item, Line } from "./sheet";
import { alignTables, type Row, type Table } from "./table";

/**
 * The sheet for a terminal.
 *
 * @param bold sets off heads and totals. @default - they are as the rest
 */
export function renderCost(sheet: CostSheet, bold: (text: string) => string = String): string {
  const savings = sheet.savings.map(
    ({ setting, month, but }) => `${setting} saves ${dollars(month)} a month, but ${but}`,
  );
  return [
    [bold(sheet.stack)],
    ...alignTables(tablesOf(sheet), bold),
    list(bold("cheaper"), savings),
    list(bold("notes"), notesOf(sheet)),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function tablesOf({ atRest, month, byUse, release }: CostSheet): Table[] {
  const tables: Table[] = [
    {
      head: ["at rest", "count", "price", "a month"],
      rows: byPrice(atRest).map((line) => [line.label, number(line.count), price(line), dollars(line.month)]),
      total: dollars(month),
    },
    {
      head: ["by use", "", "price", ""],
      rows: unique(byUse).map((item): Row => [item.label, "", price(item), ""]),
    },
    {
      head: ["one release", "count", "price", "once"],
      rows: (release?.lines ?? []).map((line) => [
        line.label,
        number(line.count),
        price(line),
        dollars(line.cost, 4),
      ]),
      total: release ? dollars(release.cost, 4) : undefined,
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function notesOf({ prices, release, unknown, notes }: CostSheet): string[] {
  const assumed = release
    ? [
        `a release runs old and new tasks side by side for ${release.minutes} minutes; a build is taken to last ${release.buildMinutes}`,
      ]
    : [];
  return [
    `prices of ${prices.region} in ${prices.currency}, read ${prices.read}; a month has ${HOURS_A_MONTH} hours`,
    "left out: taxes, free tiers, discounts, and traffic that leaves AWS or crosses zones",
    ...assumed,
    ...unknown.map((type) => `no price known: ${type}`),
    ...notes,
  ];
}

function list(title: string, entries: readonly string[]): string[] {
  return entries.length > 0 ? [title, ...entries.map((entry) => `- ${entry}`)] : [];
}

/** Joins what several resources pay the same price for, the dearest first. */
function byPrice(lines: readonly Line[]): Line[] {
  const joined = new Map<string, Line>();
  for (const line of lines) {
    const { count, month } = joined.get(line.price) ?? { count: 0, month: 0 };
    joined.set(line.price, { ...line, count: count + line.count, month: month + line.month });
  }
  return [...joined.values()].sort((a, b) => b.month - a.month);
}

function unique(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [item.price, item])).values()];
}

function price({ unitPrice, unit, estimate }: Item): string {
  return `${estimate ? "about " : ""}$${number(unitPrice, 2)} / ${unit}`;
}

function dollars(usd: number, digits = 2): string {
  return `$${usd.toFixed(digits)}`;
}

/** In full, where String() would give 1.67e-5. */
function number(value: number, minimumFractionDigits = 0): string {
  return value.toLocaleString("en-US", { minimumFractionDigits, maximumFractionDigits: 10 });
}
