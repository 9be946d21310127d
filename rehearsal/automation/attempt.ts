import { type Actions, AwsError } from "../aws/actions";
import type { Clock } from "../clock";
import type { Step } from "./document-schema";
import type { Machines } from "./machines";
import { type BakeFault, StepFailure, type StepRecord } from "./model";
import { fill, type Lookup } from "./placeholders";
import { STEP_ACTIONS } from "./step-actions";
import { type Inputs, type Outputs, WORK_FLOOR_MS } from "./step-work";

/** What every step works with. */
export interface AttemptParts {
  readonly clock: Clock;
  readonly region: string;
  /** What answers in the place of AWS. */
  readonly actions: () => Actions;
  readonly machines: Machines;
  readonly fault: () => BakeFault;
  readonly say: (line: string) => void;
}

/** Does a step once, in the time that it has. Never rejects. */
export async function attempt(
  step: Step,
  lookup: Lookup,
  parts: AttemptParts,
  signal: AbortSignal,
): Promise<Pick<StepRecord, "status" | "outputs" | "failure">> {
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  let isTooLate = false;
  if (step.timeoutSeconds !== undefined) {
    void limit(parts.clock, step.timeoutSeconds * 1000, both).then(() => {
      if (both.aborted) return;
      isTooLate = true;
      over.abort(new StepFailure(`${step.timeoutSeconds} seconds are over`));
    });
  }
  try {
    signal.throwIfAborted();
    const outputs = await Promise.race([work(step, lookup, parts, both), rejected(both)]);
    return { status: "Success", outputs };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { status: isTooLate ? "TimedOut" : "Failed", outputs: {}, failure };
  } finally {
    over.abort(new StepFailure("the attempt is over"));
  }
}

/** Resolves after a time: work does not run faster because the clock does, so that some is always left. */
export function limit(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  const least = Math.min(milliseconds, WORK_FLOOR_MS) * clock.speed;
  return clock.after(Math.max(milliseconds, least), signal);
}

async function work(
  step: Step,
  lookup: Lookup,
  { actions, ...parts }: AttemptParts,
  signal: AbortSignal,
): Promise<Outputs> {
  const act = STEP_ACTIONS[step.action];
  if (!act) throw new StepFailure(`${step.action} is not played in a rehearsal`);
  return act(fill(step.inputs, lookup) as Inputs, {
    ...parts,
    step,
    signal,
    call: (service, api, input) => call(actions(), service, api, input),
  });
}

async function call(actions: Actions, service: string, api: string, input: Inputs): Promise<unknown> {
  const name = `${service}.${api}`;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) throw new StepFailure(`${name} is not answered in a rehearsal`);
  try {
    // What travels: an answer has no dates, and nothing that is undefined.
    return JSON.parse(JSON.stringify((await action(input)) ?? {}));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new StepFailure(
      `An error occurred (${error.code}) when calling the ${api} operation: ${error.message}`,
    );
  }
}

function rejected(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
