import { type Command, CommanderError } from "commander";
import pc from "picocolors";
import { applicationFolder, releasing, usable } from "../application";
import { examples } from "../examples";
import { count, describeFinding } from "../findings";
import type { Terminal } from "../terminal";

interface Options {
  readonly app?: string;
  readonly output: string;
}

/** `bluegreen check`: what a release of an application would fail by. */
export function addCheck(program: Command, terminal: Terminal): void {
  program
    .command("check")
    .summary("what a release would fail by, before it is pushed")
    .description(
      "Reads buildspec, appspec and its scripts, task definition and Dockerfile of an application against each other and against the synthesised stack. Runs nothing.",
    )
    .argument("[stack]", "stack that releases it (default: the only one that releases an application)")
    .option("--app <folder>", "folder of the application (default: the stack's sample)")
    .option("-o, --output <folder>", "folder that was synthesised to", "cdktf.out")
    .addHelpText(
      "after",
      examples({
        "bluegreen check": "the sample, against the only stack that releases an application",
        "bluegreen check ecs-blue-green --app ../shop": "your own application",
        "bluegreen check ec2-rolling --app ../shop": "one that is released to instances",
      }),
    )
    .action(async (name: string | undefined, options: Options, command: Command) => {
      const { checkApplication, stackFacts } = await import("../../release-check");
      const { folder, facts } = await usable(command, async () => {
        const { readSynthesised } = await import("../synthesised");
        const stack = releasing(readSynthesised(options.output, name));
        return {
          folder: applicationFolder(stack.name, options.app),
          facts: stackFacts(stack.name, stack.json),
        };
      });
      const findings = checkApplication({ folder, stack: facts });
      const errors = findings.filter(({ level }) => level === "error").length;
      const bold = terminal.stdout.isTTY ? pc.bold : String;
      const summary = `${count(errors, "error")}, ${count(findings.length - errors, "warning")}`;
      terminal.stdout.write(
        [...findings.map((finding) => describeFinding(finding, bold)), summary, ""].join("\n"),
      );
      if (errors > 0) throw new CommanderError(1, "bluegreen.check", summary);
    });
}
