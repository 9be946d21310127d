import { UserError } from "../../config/user-error";
import { Unfinished } from "../../operate/steer/act";
import { EXIT, type ExitCode, exitCodeOf } from "../../operate/steer/failure";
import type { Command, Plan, Wishes } from "../../operate/steer/model";
import { type Outcome, steer } from "../../operate/steer/steer";
import { describePlan, describeStep } from "../../operate/steer/words";
import type { Terminal } from "../terminal";
import { ask, canAsk } from "./ask";
import type { OperatorFlags } from "./flags";
import { type OperatorSurroundings, withOperator } from "./open-operator";

/** What every command that changes something is told by. */
export interface SteerFlags extends OperatorFlags {
  readonly yes?: true;
  readonly dryRun?: true;
}

type Surroundings = Pick<OperatorSurroundings, "signal" | "clock">;

/**
 * Runs a command that changes something: shows what it would do, asks, does it, and says what is left where it did not.
 *
 * @returns the exit code
 */
export async function runSteer(
  command: Command,
  stack: string | undefined,
  flags: SteerFlags,
  wishes: Wishes,
  terminal: Terminal,
  surroundings: Surroundings,
): Promise<number> {
  const { json = false, dryRun: isDry = false, yes = false } = flags;
  const isAsked = !yes && !isDry;
  const line = (text: string) => void (json ? terminal.stderr : terminal.stdout).write(`${text}\n`);
  let shown: Plan | undefined;
  try {
    if (isAsked && !canAsk(terminal)) {
      const message = needsYes(command);
      terminal.stderr.write(`${message}\n`);
      if (json) write(terminal, command, failed(message, EXIT.usage, UNTOUCHED));
      return EXIT.usage;
    }
    const onHeld = (text: string) => void terminal.stderr.write(`${text}\n`);
    const around = { env: terminal.env, onHeld, ...surroundings };
    const outcome = await withOperator(stack, flags, around, (operator) =>
      steer(operator, {
        command,
        wishes,
        isDry,
        show: (plan) => {
          shown = plan;
          for (const text of describePlan(plan)) line(text);
        },
        confirm: isAsked ? () => ask("Go on?", terminal, surroundings.signal) : undefined,
        tell: line,
      }),
    );
    if (outcome.result === "done") line(`done  ${outcome.users}`);
    if (json) write(terminal, command, outcome);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Whatever fails before anything is asked of AWS has changed nothing.
    const { done, left } = error instanceof Unfinished ? error : UNTOUCHED;
    terminal.stderr.write(`error: ${error.message}\n`);
    for (const text of done) terminal.stderr.write(`done  ${text}\n`);
    for (const text of left) terminal.stderr.write(`left  ${text}\n`);
    const exitCode = exitCodeOf(error);
    if (json) {
      const document = failed(error.message, exitCode, { done, left });
      write(terminal, command, { ...(shown && { plan: shown }), ...document });
    }
    return exitCode;
  }
}

/** What became of AWS when a command failed. */
type Remains = Pick<Unfinished, "done" | "left">;

const UNTOUCHED: Remains = { done: [], left: ["nothing was changed"] };

function failed(message: string, exitCode: ExitCode, { done, left }: Remains): object {
  return { result: "failed", message, exitCode, done, left };
}

/** One object, in which keys are added between releases and none is taken away. */
function write({ stdout }: Terminal, command: Command, outcome: Partial<Outcome> | object): void {
  const { plan, ...rest } = outcome as Partial<Outcome>;
  const steps = plan?.steps.map((step) => ({ do: step.do, text: describeStep(step) }));
  const document = { version: 1, command, ...rest, ...(plan && { plan: { ...plan, steps } }) };
  stdout.write(`${JSON.stringify(document)}\n`);
}

function needsYes(command: Command): string {
  return `bluegreen ${command} changes what is released, and there is no terminal to ask in: give --yes, or see what it would do with --dry-run`;
}
