import { DescribeTasksCommand, type DesiredStatus, ListTasksCommand, type Task } from "@aws-sdk/client-ecs";
import { Interrupted } from "../aws/failure";
import { allArns } from "../aws/pages";
import type { Context } from "./context";

/** The most that DescribeTasks takes, and ListTasks gives, at a time. */
const PAGE = 100;

/** A service, by the names that calls take. */
export interface ServiceRef {
  readonly cluster: string;
  readonly service: string;
}

/**
 * The tasks of a service that run one task definition, however many there are.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
 */
export async function tasksOf(
  { aws }: Context,
  { cluster, service }: ServiceRef,
  taskDefinition: string,
  desiredStatus: DesiredStatus = "RUNNING",
): Promise<Task[]> {
  const asked = { cluster, serviceName: service, desiredStatus, maxResults: PAGE };
  const arns = await allArns(
    (nextToken) => aws.ecs(new ListTasksCommand({ ...asked, nextToken })),
    ({ taskArns }) => taskArns,
  );
  const found: Task[] = [];
  for (let from = 0; from < arns.length; from += PAGE) {
    const { tasks = [] } = await aws.ecs(
      new DescribeTasksCommand({ cluster, tasks: arns.slice(from, from + PAGE) }),
    );
    found.push(...tasks.filter(({ taskDefinitionArn }) => taskDefinitionArn === taskDefinition));
  }
  return found;
}

/** How many reasons are told: a hundred tasks that stop for one reason are one piece of news. */
const REASONS = 3;

/** Tells why tasks of a version have stopped, each reason once. Where that cannot be read, it is a warning alone. */
export async function tellStoppedTasks(
  context: Context,
  service: ServiceRef,
  taskDefinition: string,
): Promise<void> {
  const stopped = await tasksOf(context, service, taskDefinition, "STOPPED").catch((error: Error) => {
    if (error instanceof Interrupted) throw error;
    context.emit({ type: "warning", text: `why tasks have stopped is not known: ${error.message}` });
    return [];
  });
  const byReason = new Map(stopped.map((task) => [reasonOf(task), nameOf(task.taskArn)]));
  for (const [reason, task] of [...byReason].slice(0, REASONS)) {
    context.emit({ type: "taskStopped", task, reason });
  }
}

/** Why a task has stopped: AWS's word for the task, and for each container that tells more. */
export function reasonOf({ stoppedReason = "no reason given", containers = [] }: Task): string {
  const parts = containers.flatMap(({ name, exitCode, reason }) => {
    const code = exitCode === undefined ? [] : [`exit code ${exitCode}`];
    const told = [...code, ...(reason ? [reason] : [])].join(", ");
    return told === "" || (exitCode === 0 && !reason) ? [] : [`${name}: ${told}`];
  });
  return [stoppedReason, ...parts].join("; ");
}

/** The last part of an ARN. */
export function nameOf(arn = ""): string {
  return arn.split("/").at(-1) ?? arn;
}
