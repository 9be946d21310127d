import { type Command, CommanderError } from "commander";
import type { Command as Verb, Wishes } from "../../operate/steer/model";
import { examples } from "../examples";
import type { Terminal } from "../terminal";
import { operatorCommand } from "./flags";
import type { SteerFlags } from "./steer";

interface Flags extends SteerFlags {
  readonly reject?: true;
  readonly rollback?: true;
  readonly abandon?: true;
  readonly message?: string;
  readonly of?: string;
  readonly to?: string;
}

/** A command that changes something: what is its own of it. */
export interface SteerCommand {
  readonly verb: Verb;
  readonly summary: string;
  readonly description: string;
  readonly options: readonly (readonly [flags: string, description: string])[];
  readonly examples: Readonly<Record<string, string>>;
}

/** An option of several. */
export const MESSAGE = ["--message <text>", "why, as AWS shows it to others"] as const;

/** Adds a command that changes a release on AWS, with what all of them have: it is shown, asked about, and done. */
export function addSteerCommand(
  program: Command,
  terminal: Terminal,
  { verb, summary, description, options, examples: lines }: SteerCommand,
): void {
  const command = operatorCommand(program, verb).summary(summary).description(description);
  for (const [flags, text] of options) command.option(flags, text);
  command
    .option("-y, --yes", "do it without asking; needed where there is no terminal")
    .option("--dry-run", "show what would be done, and do nothing")
    .addHelpText(
      "after",
      [
        examples(lines),
        "Exit codes: 0 done or so already, 1 failed or refused by AWS, 2 wrong usage or no --yes where nobody can be asked, 3 nothing to do it to, 4 the answer was no, 130 interrupted.",
      ].join("\n\n"),
    )
    .action(async (stack: string | undefined, flags: Flags) => {
      const { runSteer } = await import("./steer");
      const { interruption } = await import("../ecs-deploy/interruption");
      const surroundings = { signal: interruption() };
      const exitCode = await runSteer(verb, stack, flags, wishesOf(flags), terminal, surroundings);
      if (exitCode !== 0) throw new CommanderError(exitCode, `bluegreen.${verb}`, "it was said why");
    });
}

function wishesOf({ reject, rollback, abandon, message, of, to }: Flags): Wishes {
  return {
    of,
    to,
    message,
    rejects: reject === true,
    rollsBack: rollback === true,
    abandons: abandon === true,
  };
}
