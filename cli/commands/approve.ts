import type { Command } from "commander";
import { addSteerCommand, MESSAGE } from "../operate/steer-command";
import type { Terminal } from "../terminal";

/** `bluegreen approve`: answers what waits for a person. */
export function addApprove(program: Command, terminal: Terminal): void {
  addSteerCommand(program, terminal, {
    verb: "approve",
    summary: "answer what waits for a person",
    description:
      "Approves what waits: an approval of the pipeline, a deployment of CodeDeploy before users are moved, or a pause hook of ECS's own deployment.",
    options: [
      ["--reject", "say no: it ends, and users stay where they are"],
      ["--of <id>", "execution or deployment that is meant, where several wait"],
      MESSAGE,
    ],
    examples: {
      "bluegreen approve ecs-blue-green": "let the release that waits go on",
      'bluegreen approve --reject --message "not on a Friday"': "end it",
    },
  });
}
