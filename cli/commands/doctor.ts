import { type Command, CommanderError } from "commander";
import { examples } from "../examples";
import type { DoctorFlags } from "../operate/doctor";
import { operatorCommand } from "../operate/flags";
import type { Terminal } from "../terminal";

/** What the command ends with where something is in the way. */
const PROBLEM = 5;

/** `bluegreen doctor`: whether this machine and the account have what a stack needs. */
export function addDoctor(program: Command, terminal: Terminal): void {
  operatorCommand(program, "doctor")
    .summary("whether this machine and the account have what a stack needs")
    .description(
      "Looks at Node, git, Terraform or OpenTofu, the provider, what rehearsals run on, region, credentials, and the quotas that the stack takes. Changes nothing, and needs neither credentials nor a deployed stack.",
    )
    .option("-o, --output <folder>", "folder that was synthesised to", "cdktf.out")
    .addHelpText(
      "after",
      [
        examples({
          "bluegreen doctor": "the only system of the configuration",
          "bluegreen doctor ecs-blue-green --profile prod": "another stack, in another account",
        }),
        `Exit codes: 0 no problem, 1 failed, 2 wrong usage, ${PROBLEM} a problem.`,
      ].join("\n\n"),
    )
    .action(async (stack: string | undefined, flags: DoctorFlags) => {
      const { doctor, doctorLines } = await import("../operate/doctor");
      const { paintFor } = await import("../operate/paint");
      const lines = await doctor(stack, flags, terminal);
      const text = flags.json
        ? JSON.stringify({ version: 1, lines }, null, 2)
        : doctorLines(lines, paintFor(terminal)).join("\n");
      terminal.stdout.write(`${text}\n`);
      if (lines.some(({ status }) => status === "problem")) {
        throw new CommanderError(PROBLEM, "bluegreen.doctor", "");
      }
    });
}
