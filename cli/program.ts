import { Command, CommanderError } from "commander";
import { version } from "../package.json";
import { addApprove } from "./commands/approve";
import { addCheck } from "./commands/check";
import { addCost } from "./commands/cost";
import { addDiff } from "./commands/diff";
import { addDoctor } from "./commands/doctor";
import { addEcsDeploy } from "./commands/ecs-deploy";
import { addHistory } from "./commands/history";
import { addPause } from "./commands/pause";
import { addPreflight } from "./commands/preflight";
import { addPush } from "./commands/push";
import { addRehearse } from "./commands/rehearse";
import { addResume } from "./commands/resume";
import { addRollback } from "./commands/rollback";
import { addStatus } from "./commands/status";
import { addStop } from "./commands/stop";
import { addSynth } from "./commands/synth";
import { addWatch } from "./commands/watch";
import type { Terminal } from "./terminal";

/** What a command ends with, unless it says so itself; anything else that it throws ends with 1. */
const EXIT = { done: 0, usage: 2 } as const;

/**
 * Runs a command line.
 *
 * @param args what stands behind `bluegreen`
 * @returns the exit code: 0 when done, 2 when the line itself is wrong
 * @throws what a command fails with
 */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command("bluegreen")
    .description(
      "Blue/green releases on AWS, of containers and to instances: synthesise the stacks, see what they cost, check an application and rehearse its release.",
    )
    .version(version)
    .addHelpText("after", "\nExit codes: 0 done, 1 failed, 2 wrong usage.")
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .exitOverride();
  addSynth(program, terminal);
  addCost(program, terminal);
  addCheck(program, terminal);
  addRehearse(program, terminal);
  addPreflight(program, terminal);
  addDiff(program, terminal);
  addPush(program, terminal);
  addDoctor(program, terminal);
  addStatus(program, terminal);
  addHistory(program, terminal);
  addWatch(program, terminal);
  addApprove(program, terminal);
  addPause(program, terminal);
  addResume(program, terminal);
  addStop(program, terminal);
  addRollback(program, terminal);
  addEcsDeploy(program.enablePositionalOptions(), terminal);
  try {
    await program.parseAsync(args, { from: "user" });
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.code.startsWith("commander.") && error.exitCode !== 0 ? EXIT.usage : error.exitCode;
  }
}
