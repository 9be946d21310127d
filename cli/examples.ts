/** Examples for the end of a command's help: each a line to type, and what it does. */
export function examples(lines: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(lines).map((line) => line.length));
  return [
    "",
    "Examples:",
    ...Object.entries(lines).map(([line, does]) => `  ${line.padEnd(width)}  ${does}`),
  ].join("\n");
}
