import { readFileSync } from "node:fs";
import { join } from "node:path";
import { summariseCost } from "../cost";
import type { Synthesis } from "../stacks/synthesise";

/** What a synth tells a person: what was written, what it costs, and what the rules warn of. */
export function describeSynthesis({ output, stacks, policy }: Synthesis): string {
  const { warnings, suppressed } = policy.summary;
  const lines = stacks.flatMap(({ id, file }) => [
    file,
    `  ${id}: ${summariseCost(JSON.parse(readFileSync(file, "utf8")))}`,
  ]);
  const rules = `${join(output, "policy-report.json")}\n  rules: 0 errors, ${warnings} warnings, ${suppressed} suppressed`;
  return `${[...lines, rules].join("\n")}\n`;
}
