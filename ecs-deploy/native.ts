import {
  DescribeServiceDeploymentsCommand,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  StopServiceDeploymentCommand,
} from "@aws-sdk/client-ecs";
import { type Context, poll } from "./context";
import { AlreadyEnded, DeployError } from "./failure";
import { nameOf, type ServiceRef, tellStoppedTasks } from "./tasks";

/** Seconds between two looks at a deployment. */
const EVERY_SECONDS = 10;

/**
 * How a deployment of ECS ends. What is not here goes on.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
 */
const FAILURES: Readonly<Record<string, string>> = {
  STOPPED: "was stopped",
  ROLLBACK_SUCCESSFUL: "has failed, and ECS has rolled it back",
  ROLLBACK_FAILED: "has failed, and so has its rollback: look at the service",
};

/** Stages by which users are on the new version already, and only what was before is still there. */
const SHIFTED = new Set(["POST_PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME", "CLEAN_UP"]);

/** A deployment in ECS's own stages that is followed. */
export interface Native extends ServiceRef {
  /** Newest deployment of the service before this one, if there was any. */
  readonly before?: string;
  readonly taskDefinition: string;
  /** Whether the bake time and the end of the old tasks are waited for, too. */
  readonly waitsForDrain: boolean;
}

/** ARN of the newest deployment of a service. */
export async function newestServiceDeployment(
  { aws }: Context,
  { cluster, service }: ServiceRef,
): Promise<string | undefined> {
  const { serviceDeployments = [] } = await aws.ecs(new ListServiceDeploymentsCommand({ cluster, service }));
  const [newest] = [...serviceDeployments].sort(
    (one, other) => (other.createdAt?.getTime() ?? 0) - (one.createdAt?.getTime() ?? 0),
  );
  return newest?.serviceDeploymentArn;
}

/**
 * Follows a deployment of ECS's own through its stages.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
 *
 * @throws DeployError where it does not end well, or not in time
 */
export async function followNative(context: Context, native: Native): Promise<void> {
  let arn: string | undefined;
  let stage = "";
  const ended = await poll(context, "shift", EVERY_SECONDS, async () => {
    if (arn === undefined) {
      const newest = await newestServiceDeployment(context, native);
      if (newest === undefined || newest === native.before) return undefined;
      arn = newest;
      context.ledger.note(`the deployment ${nameOf(arn)} is ECS's to finish`);
    }
    const deployment = await describe(context, arn);
    const { lifecycleStage = "PENDING", status = "PENDING", statusReason = "" } = deployment;
    const now = `${lifecycleStage} ${status}`;
    if (now !== stage) context.emit({ type: "stage", stage: lifecycleStage, status, ...shareOf(deployment) });
    stage = now;
    const failure = FAILURES[status];
    if (failure) {
      await tellStoppedTasks(context, native, native.taskDefinition);
      throw new AlreadyEnded(
        `the deployment ${nameOf(arn)} ${failure}${statusReason ? `: ${statusReason}` : ""}`,
      );
    }
    if (!native.waitsForDrain && status === "IN_PROGRESS" && SHIFTED.has(lifecycleStage)) return true;
    return status === "SUCCESSFUL" || undefined;
  });
  if (ended) return;
  await tellStoppedTasks(context, native, native.taskDefinition);
  throw new DeployError(
    `the deployment is not completed after ${context.timeouts.shift} s, in the stage ${stage || "before the first"}: give more time with --shift-timeout, which must hold the bake time, too`,
  );
}

/**
 * Tells ECS to take the newest deployment back.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html
 */
export async function rollBackNative(
  context: Context,
  native: ServiceRef & Pick<Native, "before">,
): Promise<void> {
  const arn = await newestServiceDeployment(context, native);
  if (arn === undefined || arn === native.before) return;
  await context.aws.ecs(
    new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType: "ROLLBACK" }),
  );
}

async function describe({ aws }: Context, arn: string): Promise<ServiceDeployment> {
  const { serviceDeployments = [] } = await aws.ecs(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
  );
  const [deployment] = serviceDeployments;
  if (!deployment) throw new DeployError(`ECS knows the deployment ${nameOf(arn)} no more`);
  return deployment;
}

/** The share of production requests that the new revision gets, where ECS says it. */
function shareOf({ targetServiceRevision }: ServiceDeployment): { percent?: number } {
  const percent = targetServiceRevision?.requestedProductionTrafficWeight;
  return percent === undefined ? {} : { percent };
}
