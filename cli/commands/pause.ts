import type { Command } from "commander";
import { addSteerCommand, MESSAGE } from "../operate/steer-command";
import type { Terminal } from "../terminal";

/** `bluegreen pause`: lets no newer release reach users. */
export function addPause(program: Command, terminal: Terminal): void {
  addSteerCommand(program, terminal, {
    verb: "pause",
    summary: "let no newer release reach users",
    description:
      "Closes the way into the pipeline's deploy stage: builds go on, and the newest waits there. A deployment that moves users already goes on: AWS cannot pause it, bluegreen stop ends it.",
    options: [MESSAGE],
    examples: { "bluegreen pause ecs-blue-green": "until bluegreen resume" },
  });
}
