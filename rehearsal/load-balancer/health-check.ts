import type { Pool } from "undici";
import { type Clock, pace } from "../clock";
import { type Health, HealthRecord, matches } from "./health";
import type { HealthCheckModel, Target } from "./model";

/** Real milliseconds from one check of a target to the next, however fast the clock. */
const LEAST_REAL_MS = 40;

/**
 * Checks a target at each interval until the signal is aborted, the first time at once.
 *
 * An interval is counted from the start of a check, so that a slow answer does not put off the next one, as AWS has
 * it; two checks of a target never overlap, though a fast clock would have them.
 *
 * @param connections that are not kept: AWS closes the connection of each check
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export async function checkHealth(
  target: Target,
  check: HealthCheckModel,
  connections: Pool,
  clock: Clock,
  signal: AbortSignal,
  tell: (health: Health) => void,
): Promise<void> {
  const record = new HealthRecord(check);
  while (!signal.aborted) {
    const began = clock.now();
    const statusCode = target.fault?.().unhealthy ? 503 : await ask(target, check, connections, clock);
    if (signal.aborted) return;
    tell(record.add(statusCode !== undefined && matches(check.matcher, statusCode)));
    await pace(clock, began + check.intervalSeconds * 1000 - clock.now(), LEAST_REAL_MS, signal);
  }
}

/** The status code of one check; `undefined` where none came in time. */
async function ask(
  { host, port }: Target,
  { path, timeoutSeconds }: HealthCheckModel,
  connections: Pool,
  clock: Clock,
): Promise<number | undefined> {
  try {
    const { statusCode, body } = await connections.request({
      path,
      method: "GET",
      headers: { host: `${host}:${port}`, "user-agent": "ELB-HealthChecker/2.0" },
      signal: AbortSignal.timeout(Math.ceil(clock.limit(timeoutSeconds * 1000))),
    });
    await body.dump();
    return statusCode;
  } catch {
    return undefined;
  }
}
