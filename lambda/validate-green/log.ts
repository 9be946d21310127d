/** Writes one line of JSON, which CloudWatch Logs Insights takes apart into fields. */
export function log(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(line));
}
