import type { Command } from "commander";
import { examples } from "../examples";
import { operatorCommand } from "../operate/flags";
import type { WatchFlags } from "../operate/watch";
import type { Terminal } from "../terminal";

/** `bluegreen watch`: the releases of a system, as they go. */
export function addWatch(program: Command, terminal: Terminal): void {
  operatorCommand(program, "watch")
    .summary("follow the releases of a system on AWS as they go")
    .description(
      "Draws the release that goes on, or the last one, and every one that starts meanwhile, until Ctrl-C. In a terminal it draws in place, elsewhere it writes a line for each thing that happens. Changes nothing on AWS.",
    )
    .option("--page", "serve a page to watch in a browser, too")
    .addHelpText(
      "after",
      examples({
        "bluegreen watch": "the only system of the configuration",
        "bluegreen watch ecs-blue-green --page": "one of several, in a browser, too",
        "bluegreen watch --json": "an event a line, for a program to read",
      }),
    )
    .action(async (stack: string | undefined, flags: WatchFlags) => {
      const { runWatch } = await import("../operate/watch");
      const { interruption } = await import("../ecs-deploy/interruption");
      const { unread } = await import("../unread");
      const signal = AbortSignal.any([interruption(), unread(process.stdout)]);
      await runWatch(stack, flags, terminal, { signal });
    });
}
