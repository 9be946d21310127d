import type { Clock } from "../clock";
import { DeploymentStopped, type StopSwitch } from "./stop";
import type { TaskSet } from "./task-set";

/**
 * Minutes that a replacement task set is given.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/troubleshooting-ecs.html
 */
const LIMIT_MINUTES = 60;

/**
 * Waits until every task of a task set is healthy.
 *
 * @param mostFailures tasks that may fail on the way
 * @throws DeploymentStopped where they do not come up
 */
export async function untilSteady(
  taskSet: TaskSet,
  clock: Clock,
  stopper: StopSwitch,
  mostFailures: number,
): Promise<void> {
  const over = new AbortController();
  const ended = AbortSignal.any([stopper.signal, over.signal]);
  void clock.after(LIMIT_MINUTES * 60_000, ended).then(() => over.abort());
  const steady = await taskSet.steady(ended, mostFailures);
  const timedOut = over.signal.aborted;
  over.abort();
  stopper.check();
  if (steady) return;
  const { healthy, desired } = taskSet.counts;
  const what = timedOut
    ? `The deployment timed out while waiting for the replacement task set to become healthy: after ${LIMIT_MINUTES} minutes`
    : `The deployment circuit breaker was triggered by ${mostFailures} tasks that failed:`;
  throw new DeploymentStopped(
    "failure",
    timedOut ? "TIMEOUT" : "CIRCUIT_BREAKER",
    `${what} ${healthy} of ${desired} tasks were healthy. ${taskSet.trouble ?? ""}`.trimEnd(),
  );
}
