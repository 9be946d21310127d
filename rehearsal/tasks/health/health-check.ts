import { UserError } from "../../../config/user-error";
import { type Clock, pace } from "../../clock";
import type { ContainerHealth, ContainerHealthCheck } from "../model";

/** ECS's own. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
const DEFAULTS = { interval: 30, timeout: 5, retries: 3, startPeriod: 0 };

/** The health check of a container, which goes on until it is stopped. */
export interface HealthCheck {
  health(): ContainerHealth;
  stop(): void;
}

export interface HealthCheckOptions {
  readonly check: ContainerHealthCheck;
  /**
   * Runs the command once.
   *
   * @param signal aborted when the timeout is over
   * @returns its exit code: 0 is healthy
   */
  readonly run: (command: readonly string[], signal: AbortSignal) => Promise<number>;
  readonly clock: Clock;
  /** Real milliseconds from one run to the next, at least. @default 100 */
  readonly leastRealMs?: number;
}

/**
 * Checks a container as ECS does: UNKNOWN until the first success or as many failures in a row as `retries`, of which
 * those within the start period do not count. The first check is an interval after the start.
 *
 * @throws UserError for a command that ECS does not take
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html
 */
export function startHealthCheck({ check, run, clock, leastRealMs = 100 }: HealthCheckOptions): HealthCheck {
  const [kind] = check.command;
  if (kind !== "CMD" && kind !== "CMD-SHELL")
    throw new UserError(
      `healthCheck.command begins with ${JSON.stringify(kind)}, allowed: CMD and CMD-SHELL`,
    );
  const { interval, timeout, retries, startPeriod } = { ...DEFAULTS, ...check };
  const stopped = new AbortController();
  const countsFrom = clock.now() + startPeriod * 1000;
  let health: ContainerHealth = "UNKNOWN";
  let failures = 0;
  let hasPassed = false;

  async function runOnce(): Promise<boolean> {
    const limit = AbortSignal.any([stopped.signal, AbortSignal.timeout(clock.limit(timeout * 1000))]);
    const isOver = new Promise<number>((resolve) => {
      limit.addEventListener("abort", () => resolve(1), { once: true });
    });
    return (await Promise.race([run(check.command, limit).catch(() => 1), isOver])) === 0;
  }

  async function loop(): Promise<void> {
    for (;;) {
      await pace(clock, interval * 1000, leastRealMs, stopped.signal);
      if (stopped.signal.aborted) return;
      // Once it has passed, the start period is over.
      const counts = clock.now() >= countsFrom || hasPassed;
      const passes = await runOnce();
      if (stopped.signal.aborted) return;
      if (passes) [health, failures, hasPassed] = ["HEALTHY", 0, true];
      else if (counts) failures += 1;
      if (failures >= retries) health = "UNHEALTHY";
    }
  }

  void loop();
  return { health: () => health, stop: () => stopped.abort() };
}
