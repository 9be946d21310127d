import {
  type Container,
  DescribeTasksCommand,
  type LaunchType,
  type NetworkConfiguration,
  RunTaskCommand,
  type Task,
} from "@aws-sdk/client-ecs";
import { type Context, poll } from "./context";
import { DeployError } from "./failure";
import type { Revision } from "./register";
import type { Registrable } from "./task-definition";
import { nameOf, reasonOf } from "./tasks";

/** Seconds between two looks at a task. */
const EVERY_SECONDS = 5;

/** How a task is run. */
export interface RunTaskOptions {
  readonly cluster: string;
  readonly launchType?: string;
  readonly platformVersion?: string;
  readonly networkConfiguration?: NetworkConfiguration;
  /** Whether its end is waited for. */
  readonly waitsForSuccess: boolean;
}

/**
 * A task in a VPC of its own address needs a network configuration: that is said before a revision is registered for it.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html
 *
 * @throws DeployError where there is none
 */
export function requireNetwork({ networkMode, family }: Registrable, options: RunTaskOptions): void {
  if (networkMode !== "awsvpc" || options.networkConfiguration) return;
  throw new DeployError(
    `${family} has the network mode awsvpc, as Fargate demands, and its task needs subnets: give --network-configuration "awsvpcConfiguration={subnets=[subnet-1],securityGroups=[sg-1]}"`,
  );
}

/**
 * Runs one task, and waits for its end if asked to.
 *
 * @throws DeployError where AWS starts none, or it does not end well or in time
 */
export async function runTask(
  context: Context,
  { arn, definition }: Revision,
  options: RunTaskOptions,
): Promise<string> {
  const { cluster, launchType, platformVersion, networkConfiguration } = options;
  const { tasks = [], failures = [] } = await context.aws.ecs(
    new RunTaskCommand({
      cluster,
      taskDefinition: arn,
      launchType: launchType as LaunchType | undefined,
      platformVersion,
      networkConfiguration,
    }),
  );
  const [task] = tasks;
  if (!task?.taskArn) {
    const why = failures.map(({ reason, arn: of }) => `${reason}${of ? ` (${of})` : ""}`).join("; ");
    throw new DeployError(`AWS has started no task of ${arn}: ${why || "it gives no reason"}`);
  }
  const name = nameOf(task.taskArn);
  context.ledger.note(`the task ${name} was started`);
  context.emit({ type: "task", task: name, status: task.lastStatus ?? "PENDING" });
  if (options.waitsForSuccess) await waitForEnd(context, cluster, task.taskArn, definition);
  return name;
}

async function waitForEnd(
  context: Context,
  cluster: string,
  taskArn: string,
  definition: Registrable,
): Promise<void> {
  let status = "";
  const ended = await poll(context, "task", EVERY_SECONDS, async () => {
    const { tasks = [] } = await context.aws.ecs(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
    const [task] = tasks;
    if (!task)
      throw new DeployError(`AWS knows the task ${nameOf(taskArn)} no more: how it ended is not known`);
    const { lastStatus = "" } = task;
    if (lastStatus !== status) context.emit({ type: "task", task: nameOf(taskArn), status: lastStatus });
    status = lastStatus;
    return lastStatus === "STOPPED" ? task : undefined;
  });
  if (!ended) {
    throw new DeployError(
      `the task ${nameOf(taskArn)} has not ended after ${context.timeouts.task} s, and runs on: give more time with -t/--timeout or --task-timeout`,
    );
  }
  const failed = failedContainer(ended, definition);
  if (failed) {
    throw new DeployError(
      `the task ${nameOf(taskArn)} has failed in its container ${failed.name}, with ${failed.exitCode === undefined ? "no exit code" : `the exit code ${failed.exitCode}`}: ${reasonOf(ended)}`,
    );
  }
}

/**
 * Exit codes of what a signal ended: SIGKILL and SIGTERM, by which ECS stops what is left of a task.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html
 */
const STOPPED_BY_ECS = [137, 143];

/**
 * The container that made a task fail. All essential ones count, not the first alone. One that ECS stopped because another
 * essential one had ended well is no failure.
 */
function failedContainer(
  { containers = [] }: Task,
  { containerDefinitions = [] }: Registrable,
): Container | undefined {
  const essential = containers.filter(
    ({ name }) => containerDefinitions.find((definition) => definition.name === name)?.essential !== false,
  );
  const oneEndedWell = essential.some(({ exitCode }) => exitCode === 0);
  return essential.find(
    ({ exitCode, reason }) =>
      exitCode !== 0 && !(oneEndedWell && !reason && STOPPED_BY_ECS.includes(exitCode ?? -1)),
  );
}
