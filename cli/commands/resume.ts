import type { Command } from "commander";
import { addSteerCommand } from "../operate/steer-command";
import type { Terminal } from "../terminal";

/** `bluegreen resume`: lets releases reach users again. */
export function addResume(program: Command, terminal: Terminal): void {
  addSteerCommand(program, terminal, {
    verb: "resume",
    summary: "let releases reach users again",
    description: "Opens the way into the pipeline's deploy stage. What stands before it is released at once.",
    options: [],
    examples: { "bluegreen resume ecs-blue-green": "opens what bluegreen pause has closed" },
  });
}
