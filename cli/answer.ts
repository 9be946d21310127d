import { createInterface } from "node:readline/promises";
import type { Approvals } from "../rehearsal/approvals";
import type { Terminal } from "./terminal";

const QUESTIONS = { approval: "Release to users?", reroute: "Move users to green?" } as const;

/** Asks whoever sits at the terminal; whoever answers first, here or elsewhere, is the one. */
export function answerQuestions(approvals: Approvals, { stdin, stderr }: Terminal): void {
  if (!stdin?.isTTY) return;
  approvals.onAsk(async ({ what, answer }, signal) => {
    const terminal = createInterface({ input: stdin });
    while (!signal.aborted) {
      stderr.write(`${QUESTIONS[what]} Type y or n, and Enter: `);
      const line = await terminal.question("", { signal }).catch(() => "");
      if (/^\s*(y|yes|n|no)\s*$/i.test(line)) answer(/y/i.test(line));
    }
    terminal.close();
  });
}
