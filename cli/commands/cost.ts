import type { Command } from "commander";
import pc from "picocolors";
import { examples } from "../examples";
import type { Terminal } from "../terminal";

interface Options {
  readonly output: string;
  readonly json?: true;
}

/** `bluegreen cost`: what the synthesised stacks cost a month, and what a release adds. */
export function addCost(program: Command, terminal: Terminal): void {
  program
    .command("cost")
    .summary("what the synthesised stacks cost")
    .description("Says what the synthesised stacks cost a month at rest, by use, and for one release.")
    .argument("[stack]", "one stack (default: all)")
    .option("-o, --output <folder>", "folder that was synthesised to", "cdktf.out")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      examples({
        "bluegreen cost": "the sheet of every stack",
        "bluegreen cost ecs-blue-green --json": "one stack, for a program to read",
      }),
    )
    .action(async (stack: string | undefined, { output, json }: Options) => {
      const { readSynthesised } = await import("../synthesised");
      const { costSheet, renderCost } = await import("../../cost");
      const stacks = readSynthesised(output, stack).map(({ name, json: terraform }) =>
        costSheet(name, terraform),
      );
      const bold = terminal.stdout.isTTY ? pc.bold : String;
      const text = json
        ? JSON.stringify({ version: 1, stacks }, null, 2)
        : stacks.map((sheet) => renderCost(sheet, bold)).join("\n\n");
      terminal.stdout.write(`${text}\n`);
    });
}
