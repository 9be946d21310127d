import type { Context } from "aws-lambda";
import { log } from "./log";
import { type HookAnswer, isEcsEvent, REPORT_MS, reportFor } from "./report";
import { greenPasses, servesPlaceholder } from "./run-checks";
import { readSettings } from "./settings";

/**
 * Hook after test traffic is allowed: runs the configured checks against green and reports the verdict.
 * Whatever goes wrong on the way counts as failed, so that a release never waits an hour for an answer.
 *
 * @throws Error where nobody is there to report to, or reporting fails; AWS then fails the hook by its own timeout
 */
export async function handler(
  event: unknown,
  context: Pick<Context, "getRemainingTimeInMillis">,
): Promise<HookAnswer | undefined> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - REPORT_MS;
  try {
    const report = reportFor(event);
    return await report(await verdict(deadline, isEcsEvent(event)));
  } catch (error) {
    log({ level: "error", message: String(error) });
    throw error;
  }
}

/** @param first whether this may be the deployment that makes the service, which ECS calls hooks for too */
async function verdict(deadline: number, first: boolean): Promise<boolean> {
  try {
    const settings = readSettings(process.env);
    return (first && (await servesPlaceholder(settings))) || (await greenPasses(settings, deadline));
  } catch (error) {
    log({ level: "error", message: String(error) });
    return false;
  }
}
