import type { Clock } from "../aws/clock";
import { Interrupted } from "../aws/failure";
import type { Aws } from "./aws";
import type { DeployEvent, Phase } from "./events";
import type { Ledger } from "./ledger";

/** What is waited for at most, in seconds. How long a service is watched is no limit, and stands in the release's options. */
export type Timeouts = Readonly<Record<Exclude<Phase, "stable">, number>>;

/** What every part of a deployment works with. */
export interface Context {
  readonly aws: Aws;
  readonly clock: Clock;
  /** Aborted when somebody ends the command. */
  readonly signal: AbortSignal;
  readonly timeouts: Timeouts;
  /** What AWS is left with, should the deployment end here. */
  readonly ledger: Ledger;
  emit(event: DeployEvent): void;
}

/** The same, for what must be done though the rest was interrupted. */
export function uninterrupted(context: Context): Context {
  return { ...context, aws: context.aws.uninterrupted(), signal: new AbortController().signal };
}

/**
 * Looks again and again until there is an answer.
 *
 * @param everySeconds from one look to the next
 * @returns the answer, or `undefined` when the phase's time is over
 * @throws Interrupted when somebody ends the command, and whatever the look fails with
 */
export async function poll<T>(
  { clock, signal, timeouts, emit }: Context,
  phase: keyof Timeouts,
  everySeconds: number,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const timeoutSeconds = timeouts[phase];
  emit({ type: "phase", phase, timeoutSeconds });
  const until = clock.now() + timeoutSeconds * 1000;
  while (true) {
    const answer = await look();
    if (answer !== undefined) return answer;
    const left = until - clock.now();
    if (left <= 0) return undefined;
    await clock.wait(Math.min(everySeconds * 1000, left), signal);
    if (signal.aborted) throw new Interrupted();
  }
}
