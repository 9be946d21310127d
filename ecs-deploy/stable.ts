import { Interrupted } from "../aws/failure";
import type { Context } from "./context";
import { DeployError } from "./failure";
import { describeService } from "./service";
import { type ServiceRef, tasksOf, tellStoppedTasks } from "./tasks";

/** Seconds between two looks at a service. */
const EVERY_SECONDS = 5;

/**
 * Watches a service that has taken a new version, for tasks that run and die soon after.
 *
 * @param seconds how long it must run as many tasks as it should, none of them unhealthy or replaced
 * @throws DeployError when it does not
 */
export async function watchStable(
  context: Context,
  service: ServiceRef,
  taskDefinition: string,
  seconds: number,
): Promise<void> {
  const { clock, signal, emit } = context;
  const began = clock.now();
  const first = new Set((await tasksOf(context, service, taskDefinition)).map(({ taskArn }) => taskArn));
  emit({ type: "phase", phase: "stable", timeoutSeconds: seconds });
  while (clock.now() - began < seconds * 1000) {
    await clock.wait(Math.min(EVERY_SECONDS * 1000, began + seconds * 1000 - clock.now()), signal);
    if (signal.aborted) throw new Interrupted();
    const { desiredCount: desired = 0, runningCount: running = 0 } = await describeService(context, service);
    const tasks = await tasksOf(context, service, taskDefinition);
    const unhealthy = tasks.filter(({ healthStatus }) => healthStatus === "UNHEALTHY").length;
    const present = new Set(tasks.map(({ taskArn }) => taskArn));
    const gone = [...first].filter((arn) => !present.has(arn)).length;
    emit({ type: "progress", phase: "stable", running, desired, old: 0 });
    if (running >= desired && unhealthy === 0 && gone === 0) continue;
    await tellStoppedTasks(context, service, taskDefinition);
    throw new DeployError(
      `the service was not stable for ${seconds} s: ${running} of ${desired} tasks run, ${unhealthy} of them unhealthy, ${gone} have stopped since the deployment was completed`,
    );
  }
}
