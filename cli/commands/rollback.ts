import type { Command } from "commander";
import { addSteerCommand } from "../operate/steer-command";
import type { Terminal } from "../terminal";

/** `bluegreen rollback`: puts users back to what served before. */
export function addRollback(program: Command, terminal: Terminal): void {
  addSteerCommand(program, terminal, {
    verb: "rollback",
    summary: "put users back to what served before",
    description:
      "While a deployment runs, stops it and has users put back. Later, deploys the last good revision again, the way that any release goes.",
    options: [
      ["--to <revision>", "task definition, deployment, commit, tag or digest (default: what served before)"],
    ],
    examples: {
      "bluegreen rollback ecs-blue-green": "back to what served before",
      "bluegreen rollback ecs-blue-green --to 1a2b3c4": "back to a commit",
      "bluegreen rollback ecs-blue-green --dry-run": "what that would do",
    },
  });
}
