import { type Command, CommanderError } from "commander";
import { usable } from "../application";
import { examples } from "../examples";
import { type OperatorFlags, operatorCommand } from "../operate/flags";
import type { Terminal } from "../terminal";

interface Flags extends OperatorFlags {
  readonly image?: string;
}

/** What the command ends with where there is something to release. */
const DIFFERS = 3;

/** `bluegreen diff`: what the next release changes in the task definition. */
export function addDiff(program: Command, terminal: Terminal): void {
  operatorCommand(program, "diff")
    .summary("what the next release changes in the task definition")
    .description(
      "Compares the task definition that is live with the one that the next release would use: the stack's template, or the newest revision of the family. Of variables it says only that they change.",
    )
    .option("--image <image>", "image of that release (default: the one that runs)")
    .addHelpText(
      "after",
      [
        examples({
          "bluegreen diff": "settings that wait for a release",
          "bluegreen diff ecs-rolling --image REPOSITORY:TAG": "with the image that is to be released",
        }),
        `Exit codes: 0 nothing differs, 1 failed, 2 wrong usage, ${DIFFERS} something does.`,
      ].join("\n\n"),
    )
    .action(async (stack: string | undefined, flags: Flags, command: Command) => {
      const { parseImage } = await import("../../ecs-deploy/image-name");
      const { image } = flags;
      if (image !== undefined) await usable(command, async () => parseImage(image));
      const { withOperator } = await import("../operate/open-operator");
      const { Facts } = await import("../../operate/facts");
      const { revisionDiff } = await import("../../operate/diff/revision-diff");
      const { diffLines } = await import("../operate/diff-lines");
      const { paintFor } = await import("../operate/paint");
      const surroundings = { env: terminal.env, signal: new AbortController().signal };
      const diff = await withOperator(stack, flags, surroundings, (operator) =>
        revisionDiff(new Facts(operator), image),
      );
      const text = flags.json
        ? JSON.stringify({ version: 1, ...diff }, null, 2)
        : diffLines(diff, paintFor(terminal)).join("\n");
      terminal.stdout.write(`${text}\n`);
      if (diff.changes.length > 0) throw new CommanderError(DIFFERS, "bluegreen.diff", "");
    });
}
