import { CallError, Interrupted } from "../aws/failure";
import type { Operator } from "./operator";

/** Looks that are taken for what AWS begins a little after it was asked: a minute. */
export const PATIENCE = 12;

/** How long is looked, and how often. */
interface Polling {
  /** Seconds between two looks. @default 5 */
  readonly everySeconds?: number;
  /** Milliseconds since the epoch, from which on what passes is not waited for any more. @default - it is for ever */
  readonly until?: number;
}

/**
 * Looks until something is found. What is throttled or cannot be reached is looked at again.
 *
 * @throws Interrupted when somebody ends the command, and whatever else the look fails with
 */
export async function poll<T>(
  { clock, signal }: Operator,
  tell: (text: string) => void,
  look: () => Promise<{ readonly found: T } | undefined>,
  { everySeconds = 5, until = Number.POSITIVE_INFINITY }: Polling = {},
): Promise<T> {
  while (true) {
    const answer = await look().catch((error: unknown) => {
      if (!isPassing(error) || clock.now() >= until) throw error;
      tell(`${error.message}: looking again`);
      return undefined;
    });
    if (answer) return answer.found;
    await clock.wait(everySeconds * 1000, signal);
    if (signal.aborted) throw new Interrupted();
  }
}

function isPassing(error: unknown): error is CallError {
  return error instanceof CallError && (error.refusal === "throttled" || error.refusal === "unreachable");
}
