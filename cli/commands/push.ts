import type { Command } from "commander";
import { examples } from "../examples";
import { operatorCommand } from "../operate/flags";
import type { PushFlags } from "../operate/push";
import type { Terminal } from "../terminal";

/** `bluegreen push`: sends a folder to the pipeline. */
export function addPush(program: Command, terminal: Terminal): void {
  operatorCommand(program, "push", [["[folder]", "folder of the application (default: this one)"]])
    .summary("send a folder to the pipeline's repository")
    .description(
      "Sends the commit of a folder's git repository to the pipeline's repository of CodeCommit, signed in by AWS credentials: no user or password of git's is needed. Shows the execution that it starts.",
    )
    .option("--branch <name>", "branch or commit of the folder that is sent (default: HEAD)")
    .option("--force", "replace what the repository has, such as the sample, in place of adding to it")
    .option("-y, --yes", "do not ask")
    .addHelpText(
      "after",
      [
        examples({
          "bluegreen push": "this folder, to the only system of the configuration",
          "bluegreen push ../shop ecs-blue-green": "another one",
          "bluegreen push ../shop --force": "over the sample that a new repository begins with",
        }),
        "Exit codes: 0 pushed, there already, or declined; 1 failed, 2 wrong usage.",
      ].join("\n\n"),
    )
    .action(async (folder: string | undefined, stack: string | undefined, flags: PushFlags) => {
      const { withOperator } = await import("../operate/open-operator");
      const { push } = await import("../operate/push");
      const surroundings = { env: terminal.env, signal: new AbortController().signal };
      await withOperator(stack, flags, surroundings, (operator) =>
        push(operator, folder ?? ".", flags, terminal),
      );
    });
}
