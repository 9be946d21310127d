import { setTimeout as sleep } from "node:timers/promises";

/** Time, as far as a deployment needs it. A test has one whose waits end at once. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;

  /** Resolves after a time in milliseconds, or when the signal is aborted; it never rejects. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** This machine's time. */
export const machineClock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
};
