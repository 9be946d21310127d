import { CallError, Interrupted } from "../../aws/failure";
import type { Operator } from "../operator";

/** Seconds between two looks. */
const EVERY_SECONDS = 5;

/** Looks that are taken for what AWS begins a little after it was asked: a minute. */
export const PATIENCE = 12;

/**
 * Looks until something is found. What is throttled or cannot be reached is looked at again.
 *
 * @throws Interrupted when somebody ends the command
 */
export async function poll<T>(
  { clock, signal }: Operator,
  tell: (text: string) => void,
  look: () => Promise<{ readonly found: T } | undefined>,
): Promise<T> {
  while (true) {
    const answer = await look().catch(patient(tell));
    if (answer) return answer.found;
    await clock.wait(EVERY_SECONDS * 1000, signal);
    if (signal.aborted) throw new Interrupted();
  }
}

function patient(tell: (text: string) => void): (error: unknown) => undefined {
  return (error) => {
    const isPassing =
      error instanceof CallError && (error.refusal === "throttled" || error.refusal === "unreachable");
    if (!isPassing) throw error;
    tell(`${error.message}: looking again`);
    return undefined;
  };
}
