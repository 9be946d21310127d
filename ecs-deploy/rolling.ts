import type { Deployment, Service, Task } from "@aws-sdk/client-ecs";
import { type Context, poll } from "./context";
import { AlreadyEnded, DeployError } from "./failure";
import { describeService, primaryOf } from "./service";
import { type ServiceRef, tasksOf, tellStoppedTasks } from "./tasks";

/** Seconds between two looks at a service. */
const EVERY_SECONDS = 5;

/** A rolling deployment that is followed. */
export interface Rolling extends ServiceRef {
  /** Id of the deployment. */
  readonly deployment: string;
  readonly taskDefinition: string;
  /** What the service ran before it. */
  readonly before: string;
  /** Whether the tasks of versions before are waited for, too. */
  readonly waitsForDrain: boolean;
  /** Whether ECS asks a container how it is: a task counts once it is healthy then. */
  readonly isHealthChecked: boolean;
}

/**
 * Follows a rolling deployment to its end: within one time the first task of the new version runs, within another all of
 * them do, ECS calls the deployment completed, and the old tasks are gone.
 *
 * Success is ECS's own word, not a task that was seen running once.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 *
 * @throws DeployError where a time is over, the circuit breaker has given up, or another deployment took its place
 */
export async function followRolling(context: Context, rolling: Rolling): Promise<void> {
  const told = new Set<string>();
  const look = async (phase: "start" | "drain") => {
    const service = await describeService(context, rolling);
    tellServiceEvents(context, service, told);
    const own = await ownDeployment(context, service, rolling);
    const [desired, running] = [service.desiredCount ?? 0, own.runningCount ?? 0];
    const old = sum(service.deployments?.filter(({ id }) => id !== own.id));
    context.emit({ type: "progress", phase, running, desired, old });
    return { service, own, desired, running, old };
  };

  const started = await poll(context, "start", EVERY_SECONDS, async () => {
    const { desired, running } = await look("start");
    return desired === 0 || running > 0 || undefined;
  });
  if (!started) throw await tooLate(context, rolling, "start", "no task of the new version runs");

  const ended = await poll(context, "drain", EVERY_SECONDS, async () => {
    const { own, desired, running, old } = await look("drain");
    if (running !== desired || (own.pendingCount ?? 0) > 0) return undefined;
    if (!rolling.waitsForDrain) return (await allHealthy(context, rolling, desired)) || undefined;
    return (old === 0 && (own.rolloutState ?? "COMPLETED") === "COMPLETED") || undefined;
  });
  if (!ended) throw await tooLate(context, rolling, "drain", "the deployment is not completed");
}

/**
 * The deployment that is followed, unless ECS or somebody else has put another in its place. A circuit breaker or an alarm
 * makes it FAILED, and may make the last completed one the PRIMARY again.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
async function ownDeployment(
  context: Context,
  { deployments = [] }: Service,
  rolling: Rolling,
): Promise<Deployment> {
  const own = deployments.find(({ id }) => id === rolling.deployment);
  const primary = primaryOf(deployments);
  if (own && own.rolloutState !== "FAILED" && own.status === "PRIMARY") return own;
  await tellStoppedTasks(context, rolling, rolling.taskDefinition);
  const reason = primary?.rolloutStateReason ?? own?.rolloutStateReason ?? "";
  // The reason tells of a rollback while it goes on; once it is over, only the version does.
  const isRollback = /roll(ing|ed)[ -]?back/i.test(primary?.rolloutStateReason ?? "");
  const isBack = primary?.taskDefinition === rolling.before && rolling.before !== rolling.taskDefinition;
  if (primary && primary.id !== own?.id && (isRollback || isBack)) {
    context.ledger.note(`ECS itself moves ${rolling.service} back to ${primary.taskDefinition}`);
    throw new AlreadyEnded(
      `the deployment has failed, and ECS rolls ${rolling.service} back to ${primary.taskDefinition}: ${reason || "the circuit breaker gave up"}`,
    );
  }
  if (own?.rolloutState === "FAILED") {
    throw new DeployError(
      `the deployment has failed: ${own.rolloutStateReason ?? "the circuit breaker gave up"}. ECS starts no more tasks of it`,
    );
  }
  throw new AlreadyEnded(
    `another deployment has taken the place of this one: ${rolling.service} is told to run ${primary?.taskDefinition ?? "nothing"}. Somebody else releases at the same time`,
  );
}

async function allHealthy(context: Context, rolling: Rolling, desired: number): Promise<boolean> {
  if (!rolling.isHealthChecked) return true;
  const tasks = await tasksOf(context, rolling, rolling.taskDefinition);
  return tasks.filter(({ healthStatus }: Task) => healthStatus === "HEALTHY").length >= desired;
}

async function tooLate(
  context: Context,
  rolling: Rolling,
  phase: "start" | "drain",
  what: string,
): Promise<DeployError> {
  await tellStoppedTasks(context, rolling, rolling.taskDefinition);
  return new DeployError(
    `${what} after ${context.timeouts[phase]} s: see what the service and its tasks say above, or give more time with -t/--timeout or --${phase}-timeout`,
  );
}

/** Tells what a service says, the oldest first, each once; what it said before the deployment is not told. */
function tellServiceEvents({ emit }: Context, { events = [], deployments }: Service, told: Set<string>) {
  const since = primaryOf(deployments)?.createdAt?.getTime() ?? 0;
  for (const { id = "", message = "", createdAt } of [...events].reverse()) {
    if (told.has(id) || (createdAt?.getTime() ?? 0) < since) continue;
    told.add(id);
    emit({ type: "serviceEvent", text: message });
  }
}

function sum(deployments: readonly Deployment[] = []): number {
  return deployments.reduce((total, { runningCount = 0 }) => total + runningCount, 0);
}
