import type { Clock } from "../../aws/clock";
import { pace } from "../../rehearsal/clock";
import { CLOCK_VARIABLE, clockOf } from "../../rehearsal/shared-clock";

/** Real milliseconds from one look at AWS to the next, however fast the clock: each look is real work. */
const LEAST_PAUSE_MS = 50;

/**
 * The clock of the rehearsal that the command is called in, if it is: pauses and time-outs are AWS's, and what AWS's SDK
 * itself waits for stays this machine's.
 */
export function rehearsalClock(env: NodeJS.ProcessEnv): Clock | undefined {
  const reading = env[CLOCK_VARIABLE];
  if (reading === undefined) return undefined;
  const clock = clockOf(JSON.parse(reading));
  return {
    now: () => Math.round(clock.now()),
    wait: (milliseconds, signal) => pace(clock, milliseconds, LEAST_PAUSE_MS, signal),
  };
}
