import type { Command } from "commander";
import { examples } from "../examples";
import type { Terminal } from "../terminal";

interface Options {
  readonly output: string;
  readonly env?: string;
  readonly systems?: string;
}

/** `bluegreen synth`: the Terraform of every stack. */
export function addSynth(program: Command, terminal: Terminal): void {
  program
    .command("synth")
    .summary("write the Terraform of every stack")
    .description("Reads bluegreen.config.ts and writes the Terraform of every stack, as JSON.")
    .option("-o, --output <folder>", "folder to write to", "cdktf.out")
    .option(
      "-e, --env <name>",
      "environment whose settings are laid over the others (default: $BLUEGREEN_ENV)",
    )
    .option(
      "-s, --systems <ids>",
      "systems to build, parted by commas (default: $BLUEGREEN_SYSTEMS, else systems)",
    )
    .addHelpText(
      "after",
      examples({
        "bluegreen synth": "every stack, to cdktf.out",
        "bluegreen synth --env prod --output out/prod": "the environment prod, to a folder of its own",
        "bluegreen synth --systems ec2-rolling": "one system, whatever the file chooses",
      }),
    )
    .action(async ({ output, env: environment, systems }: Options) => {
      const { synthesise } = await import("../../stacks/synthesise");
      const { describeSynthesis } = await import("../describe-synthesis");
      const env = systems === undefined ? terminal.env : { ...terminal.env, BLUEGREEN_SYSTEMS: systems };
      terminal.stdout.write(describeSynthesis(synthesise({ output, environment, env })));
    });
}
