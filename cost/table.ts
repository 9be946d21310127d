/** What it is about, how many, at what price, and what that makes. */
export type Row = readonly [what: string, count: string, price: string, sum: string];

/** A head, rows, and perhaps a total. */
export interface Table {
  readonly head: Row;
  readonly rows: readonly Row[];
  readonly total?: string;
}

/**
 * The lines of each table, with the columns of all alike: words to the left, amounts to the right.
 *
 * @param bold sets off heads and totals
 */
export function alignTables(tables: readonly Table[], bold: (text: string) => string): string[][] {
  const totalOf = ({ total }: Table): Row[] => (total === undefined ? [] : [["total", "", "", total]]);
  const all = tables.flatMap((table) => [table.head, ...table.rows, ...totalOf(table)]);
  const width = (column: number) => Math.max(...all.map((row) => row[column]?.length ?? 0));
  const [what, count, price, sum] = [width(0), width(1), width(2), width(3)];
  const line = (row: Row) =>
    [row[0].padEnd(what), row[1].padStart(count), row[2].padEnd(price), row[3].padStart(sum)]
      .join("   ")
      .trimEnd();
  return tables.map((table) => [
    bold(line(table.head)),
    ...table.rows.map(line),
    ...totalOf(table).map((row) => bold(line(row))),
  ]);
}
