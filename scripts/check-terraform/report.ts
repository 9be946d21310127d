/** What came of a row. */
export type Result = { readonly row: string } & (
  | { readonly outcome: "passed"; readonly assertions: number; readonly seconds: number }
  | { readonly outcome: "failed"; readonly problem: string; readonly seconds: number }
  | { readonly outcome: "not checked"; readonly reason: string }
);

/** A row's result as it comes in: one line, and behind a failure all that was said. */
export function describeResult(result: Result, width: number): string {
  const name = result.row.padEnd(width);
  switch (result.outcome) {
    case "passed":
      return `✓ ${name}  ${seconds(result.seconds)}  ${result.assertions} assertions`;
    case "failed":
      return `✗ ${name}  ${seconds(result.seconds)}\n\n${result.problem.trim()}\n`;
    case "not checked":
      return `- ${name}  not checked: ${result.reason}`;
  }
}

/** All results in a line, and once more what was not checked and why. */
export function summarise(results: readonly Result[]): string {
  const failed = results.filter(({ outcome }) => outcome === "failed");
  const unchecked = results.flatMap((result) => (result.outcome === "not checked" ? [result] : []));
  const checked = results.length - unchecked.length;
  return [
    `${checked} checked, ${failed.length} failed${failed.length > 0 ? ` (${failed.map(({ row }) => row).join(", ")})` : ""}`,
    ...unchecked.map(({ row, reason }) => `${row} not checked: ${reason}`),
    ...(checked === 0 ? ["nothing was checked, so nothing is known to hold"] : []),
  ].join("\n");
}

/** Whether everything that could be checked holds, and something could be. */
export function holds(results: readonly Result[]): boolean {
  return (
    results.some(({ outcome }) => outcome === "passed") &&
    results.every(({ outcome }) => outcome !== "failed")
  );
}

function seconds(value: number): string {
  return `${value.toFixed(1).padStart(5)} s`;
}
