import { setTimeout as wait } from "node:timers/promises";

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
const GROWTH = 1.7;

/** Pauses that grow, with jitter: keepers that wait for the same thing do not all ask at once. */
function pauseMs(count: number): number {
  return Math.min(FIRST_PAUSE_MS * GROWTH ** count, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
}

/**
 * Asks again until there is an answer.
 *
 * @param deadline moment, in milliseconds since the epoch, after which it gives up
 * @returns `undefined` where it gave up
 */
export async function waitFor<T>(
  deadline: number,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let count = 0; ; count++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const pause = pauseMs(count);
    if (Date.now() + pause >= deadline) return undefined;
    await wait(pause);
  }
}

/** What passes by itself: the group is busy with something else. */
const BUSY = /^(ResourceContention|ResourceInUse|ScalingActivityInProgress)/;
/** What a role or an instance profile that was made seconds ago answers, until IAM has told everyone. */
const NOT_YET_KNOWN = /^AccessDenied|Invalid IAM Instance Profile|not authorized to use launch template/i;

const ATTEMPTS = 12;

/** Repeats a call, for up to two minutes, while AWS refuses it for a reason that passes by itself. */
export async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const { name, message } = error as Error;
      const passes = BUSY.test(name) || NOT_YET_KNOWN.test(name) || NOT_YET_KNOWN.test(message);
      if (attempt === ATTEMPTS || !passes) throw error;
      await wait(pauseMs(attempt));
    }
  }
}
