import { createInterface } from "node:readline";
import { Interrupted } from "../../aws/failure";
import type { Terminal } from "../terminal";

/** Whether somebody sits there to be asked. */
export function canAsk({ stdin, stdout }: Terminal): boolean {
  return stdin?.isTTY === true && stdout.isTTY === true;
}

/**
 * Asks until the answer is one. The end of the input is a no.
 *
 * @throws Interrupted when somebody ends the command in the place of an answer
 */
export async function ask(text: string, { stdin, stderr }: Terminal, signal: AbortSignal): Promise<boolean> {
  if (!stdin) return false;
  const question = () => stderr.write(`${text} Type y or n, and Enter: `);
  question();
  for await (const answer of createInterface({ input: stdin, signal })) {
    if (/^\s*(y|yes|n|no)\s*$/i.test(answer)) return /y/i.test(answer);
    question();
  }
  if (signal.aborted) throw new Interrupted();
  return false;
}
