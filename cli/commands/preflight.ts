import { type Command, CommanderError } from "commander";
import { usable } from "../application";
import { examples } from "../examples";
import { type OperatorFlags, operatorCommand } from "../operate/flags";
import type { Terminal } from "../terminal";

interface Flags extends OperatorFlags {
  readonly image?: string;
  readonly execution?: string;
  readonly withSettings?: true;
  readonly strict?: true;
}

/** What the command ends with. */
const EXIT = { fit: 0, failed: 1, "not fit": 5 } as const;

/** `bluegreen preflight`: refuses a release that cannot go well. */
export function addPreflight(program: Command, terminal: Terminal): void {
  operatorCommand(program, "preflight")
    .summary("refuse a release that cannot go well")
    .description(
      "Asks AWS whether a release can go well: alarms, service, listeners, images, secrets, roles, room for tasks and instances, and releases that run already. Changes nothing.",
    )
    .option("--image <image>", "image that is to be released (default: the one that runs)")
    .option("--execution <id>", "execution of the pipeline that this is a step of, which is no other release")
    .option("--with-settings", "settings that were deployed and wait for a release are to come along")
    .option("--strict", "refuse because of a warning, and of what could not be checked, too")
    .addHelpText(
      "after",
      [
        examples({
          "bluegreen preflight": "the only system of the configuration",
          "bluegreen preflight ecs-rolling --name shop --image REPOSITORY:TAG":
            "before ecs-deploy, in any CI",
          'bluegreen preflight ecs-blue-green --name shop --execution "$EXECUTION" --with-settings':
            "as a step of the pipeline, which settings start, too",
        }),
        'In a buildspec, with a variable EXECUTION of the action that is #{codepipeline.PipelineExecutionId}:\n  - npx --yes --package cdktf-blue-green -- bluegreen preflight ecs-blue-green --name shop --execution "$EXECUTION" --with-settings\nIn GitHub Actions:\n  - run: npx --yes --package cdktf-blue-green -- bluegreen preflight ecs-rolling --name shop --image "$IMAGE"',
        "Exit codes: 0 fit, 1 failed, 2 wrong usage, 5 not fit.",
      ].join("\n\n"),
    )
    .action(async (stack: string | undefined, flags: Flags, command: Command) => {
      const { parseImage } = await import("../../ecs-deploy/image-name");
      const { image } = flags;
      if (image !== undefined) await usable(command, async () => parseImage(image));
      const { withOperator } = await import("../operate/open-operator");
      const { preflight } = await import("../../operate/preflight/run");
      const { paintFor } = await import("../operate/paint");
      const { preflightLines } = await import("../operate/preflight-lines");
      const surroundings = { env: terminal.env, signal: new AbortController().signal };
      const { execution, withSettings, strict, json } = flags;
      const result = await withOperator(stack, flags, surroundings, (operator) =>
        preflight(operator, { image, execution, withSettings }, strict),
      );
      const text = json
        ? JSON.stringify({ version: 1, ...result }, null, 2)
        : preflightLines(result, paintFor(terminal)).join("\n");
      terminal.stdout.write(`${text}\n`);
      const code = EXIT[result.verdict];
      if (code !== 0) throw new CommanderError(code, "bluegreen.preflight", "");
    });
}
