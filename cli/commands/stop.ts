import type { Command } from "commander";
import { addSteerCommand, MESSAGE } from "../operate/steer-command";
import type { Terminal } from "../terminal";

/** `bluegreen stop`: ends the release that runs. */
export function addStop(program: Command, terminal: Terminal): void {
  addSteerCommand(program, terminal, {
    verb: "stop",
    summary: "end the release that runs",
    description:
      "Stops the deployment that runs, else the execution of the pipeline that is on its way to one, and follows it until it has stopped.",
    options: [
      ["--rollback", "put users back to what served before, too"],
      ["--abandon", "do not wait for the end of the pipeline's action, such as a build"],
      MESSAGE,
    ],
    examples: { "bluegreen stop ecs-blue-green --rollback": "end it, and put users back" },
  });
}
