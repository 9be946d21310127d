import { createInterface } from "node:readline";
import { Interrupted } from "../../aws/failure";
import { UserError } from "../../config/user-error";
import { Unfinished } from "../../operate/steer/act";
import { EXIT, exitCodeOf } from "../../operate/steer/failure";
import type { Command, Plan, Wishes } from "../../operate/steer/model";
import { type Outcome, steer } from "../../operate/steer/steer";
import { describePlan, describeStep } from "../../operate/steer/words";
import type { Terminal } from "../terminal";
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
      terminal.stderr.write(`${needsYes(command)}\n`);
      return EXIT.usage;
    }
    const around = { env: terminal.env, ...surroundings };
    const outcome = await withOperator(stack, flags, around, (operator) =>
      steer(operator, {
        command,
        wishes,
        isDry,
        show: (plan) => {
          shown = plan;
          for (const text of describePlan(plan)) line(text);
        },
        confirm: isAsked ? () => ask(terminal, surroundings.signal) : undefined,
        tell: line,
      }),
    );
    if (outcome.result === "done") line(`done  ${outcome.users}`);
    if (json) write(terminal, command, outcome);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Whatever fails before anything is asked of AWS has changed nothing.
    const { done, left } = error instanceof Unfinished ? error : { done: [], left: ["nothing was changed"] };
    terminal.stderr.write(`error: ${error.message}\n`);
    for (const text of done) terminal.stderr.write(`done  ${text}\n`);
    for (const text of left) terminal.stderr.write(`left  ${text}\n`);
    const exitCode = exitCodeOf(error);
    if (json) {
      const failed = { result: "failed", message: error.message, exitCode, done, left };
      write(terminal, command, { ...(shown && { plan: shown }), ...failed });
    }
    return exitCode;
  }
}

/** One object, in which keys are added between releases and none is taken away. */
function write({ stdout }: Terminal, command: Command, outcome: Partial<Outcome> | object): void {
  const { plan, ...rest } = outcome as Partial<Outcome>;
  const steps = plan?.steps.map((step) => ({ do: step.do, text: describeStep(step) }));
  const document = { version: 1, command, ...rest, ...(plan && { plan: { ...plan, steps } }) };
  stdout.write(`${JSON.stringify(document)}\n`);
}

function canAsk({ stdin, stdout }: Terminal): boolean {
  return stdin?.isTTY === true && stdout.isTTY === true;
}

function needsYes(command: Command): string {
  return `bluegreen ${command} changes what is released, and there is no terminal to ask in: give --yes, or see what it would do with --dry-run`;
}

/**
 * The end of the input is a no.
 * @throws Interrupted when somebody ends the command in the place of an answer
 */
async function ask({ stdin, stderr }: Terminal, signal: AbortSignal): Promise<boolean> {
  if (!stdin) return false;
  const question = () => stderr.write("Go on? Type y or n, and Enter: ");
  question();
  for await (const answer of createInterface({ input: stdin, signal })) {
    if (/^\s*(y|yes|n|no)\s*$/i.test(answer)) return /y/i.test(answer);
    question();
  }
  if (signal.aborted) throw new Interrupted();
  return false;
}
