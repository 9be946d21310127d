import { createInterface } from "node:readline/promises";
import type { Terminal } from "../terminal";

/** Whether somebody sits there to be asked. */
export function canAsk({ stdin, stdout }: Terminal): boolean {
  return stdin?.isTTY === true && stdout.isTTY === true;
}

/** Asks until the answer is one; whoever ends the command has said no. */
export async function ask(
  question: string,
  { stdin, stderr }: Terminal,
  signal: AbortSignal,
): Promise<boolean> {
  if (!stdin) return false;
  const terminal = createInterface({ input: stdin });
  try {
    while (!signal.aborted) {
      stderr.write(`${question} Type y or n, and Enter: `);
      const line = await terminal.question("", { signal }).catch(() => "n");
      if (/^\s*(y|yes|n|no)\s*$/i.test(line)) return /y/i.test(line);
    }
    return false;
  } finally {
    terminal.close();
  }
}
