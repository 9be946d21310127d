import type { Clock } from "../clock";
import type { Functions, InvocationResult } from "./model";

/**
 * AWS milliseconds that Lambda waits before it runs a function that failed again, and then once more.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const RETRY_WAITS_MS = [60_000, 120_000];

export interface AsynchronousProps {
  readonly functions: Functions;
  readonly clock: Pick<Clock, "after">;
  readonly name: string;
  readonly event: unknown;
  /** Told each line that it prints, and how an attempt failed. */
  readonly say: (line: string) => void;
  /** No attempt begins after it. */
  readonly signal: AbortSignal;
}

/**
 * Invokes a function as services do that do not wait for it: with the same event up to three times, until one attempt
 * returns.
 *
 * @returns how the last attempt ended. Never rejects
 */
export async function invokeAsynchronously(props: AsynchronousProps): Promise<InvocationResult> {
  const { functions, clock, name, event, say, signal } = props;
  let result: InvocationResult = { ended: "failed", error: `${name} was not invoked` };
  for (const wait of [0, ...RETRY_WAITS_MS]) {
    await clock.after(wait, signal);
    if (signal.aborted) return result;
    result = await attempt(functions, name, event, say);
    if (result.ended === "returned") return result;
    say(result.error);
  }
  return result;
}

async function attempt(
  functions: Functions,
  name: string,
  event: unknown,
  say: (line: string) => void,
): Promise<InvocationResult> {
  try {
    return await functions.invoke(name, event, say);
  } catch (error) {
    return { ended: "failed", error: error instanceof Error ? error.message : String(error) };
  }
}
