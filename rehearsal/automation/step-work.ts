import { type Clock, pace } from "../clock";
import type { Step } from "./document-schema";
import type { Machines } from "./machines";
import type { BakeFault } from "./model";

export type Inputs = Readonly<Record<string, unknown>>;

/** What a step puts out; {@link NEXT_STEP} is for the execution alone. */
export type Outputs = Readonly<Record<string, unknown>>;

/** Where a branch says that the execution goes on. */
export const NEXT_STEP = "aws:branch:NextStep";

/** What a step works with. */
export interface StepWork {
  readonly step: Step;
  /** Calls an action of AWS. @throws StepFailure in AWS's words */
  readonly call: (service: string, api: string, input: Inputs) => Promise<unknown>;
  readonly machines: Machines;
  readonly clock: Clock;
  readonly region: string;
  readonly fault: () => BakeFault;
  readonly say: (line: string) => void;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

/** @throws StepFailure, or the signal's reason */
export type StepAction = (inputs: Inputs, work: StepWork) => Promise<Outputs>;

/** Real milliseconds that any work is left, unless AWS itself gives it less: a boot, or a script that installs something. */
export const WORK_FLOOR_MS = 20_000;

/** AWS milliseconds, and this machine's at least, from one look at something to the next. */
const POLL_MS = 5000;
const POLL_REAL_MS = 50;

/** Waits until something holds. */
export async function until(
  { clock, signal }: Pick<StepWork, "clock" | "signal">,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  while (!(await holds())) await look({ clock, signal });
}

/** Waits until it is time to look again. */
export async function look({ clock, signal }: Pick<StepWork, "clock" | "signal">): Promise<void> {
  await pace(clock, POLL_MS, POLL_REAL_MS, signal);
  signal.throwIfAborted();
}

export function textsOf(value: unknown): string[] {
  return [value ?? []].flat().map(String);
}
