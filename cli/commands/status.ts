import { type Command, CommanderError } from "commander";
import { examples } from "../examples";
import { type OperatorFlags, operatorCommand } from "../operate/flags";
import { drawnFor, type Terminal } from "../terminal";

/** What a status ends with: 1 and 2 are every command's own. */
const EXIT = { healthy: 0, releasing: 3, broken: 4 } as const;

/** `bluegreen status`: what is live, what is being released, and whether it is well. */
export function addStatus(program: Command, terminal: Terminal): void {
  operatorCommand(program, "status")
    .summary("what is live, what is being released, whether it is well")
    .description(
      "Says of a system on AWS what is live, what is being released and what is waited for, with its alarms and its targets. Changes nothing.",
    )
    .addHelpText("after", "\nExit codes: 0 healthy, 3 releasing, 4 broken; 1 failed, 2 wrong usage.")
    .addHelpText(
      "after",
      examples({
        "bluegreen status": "the only system of the configuration",
        "bluegreen status ecs-blue-green --json": "one of several, as docs/status.schema.json says",
        "bluegreen status ecs-rolling --name shop": "a system that is not in the configuration here",
      }),
    )
    .action(async (stack: string | undefined, flags: OperatorFlags) => {
      const { withOperator } = await import("../operate/open-operator");
      const { takeSnapshot } = await import("../../operate/status/snapshot");
      const { summarise } = await import("../../operate/status/summarise");
      const { renderStatus } = await import("../operate/status-screen");
      const { signal } = new AbortController();
      const status = await withOperator(stack, flags, { env: terminal.env, signal }, async (operator) =>
        summarise(await takeSnapshot(operator)),
      );
      const text = flags.json ? JSON.stringify(status, null, 2) : renderStatus(status, drawnFor(terminal));
      terminal.stdout.write(`${text}\n`);
      const { state } = status.verdict;
      if (state !== "healthy") throw new CommanderError(EXIT[state], "bluegreen.status", state);
    });
}
