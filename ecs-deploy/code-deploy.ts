import {
  BatchGetDeploymentTargetsCommand,
  CreateDeploymentCommand,
  type ECSTarget,
  GetDeploymentCommand,
  ListDeploymentTargetsCommand,
  StopDeploymentCommand,
} from "@aws-sdk/client-codedeploy";
import type { LoadBalancer } from "@aws-sdk/client-ecs";
import { renderAppspec } from "./appspec";
import { type Context, poll } from "./context";
import { AlreadyEnded, DeployError } from "./failure";
import { nameOf, type ServiceRef } from "./tasks";

/** Seconds between two looks at a deployment. */
const EVERY_SECONDS = 10;

/** How CodeDeploy is told of a release. */
export interface CodeDeployOptions {
  /** @default - `AppECS-<cluster>-<service>`, as the console and the AWS CLI name it */
  readonly application?: string;
  /** @default - `DgpECS-<cluster>-<service>` */
  readonly group?: string;
  /** Path of an appspec with hooks. @default - one is made up from the service's load balancer */
  readonly appspec?: string;
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html */
const ROLLBACK_EVENTS = [
  "DEPLOYMENT_FAILURE",
  "DEPLOYMENT_STOP_ON_ALARM",
  "DEPLOYMENT_STOP_ON_REQUEST",
] as const;

/** A service, and how CodeDeploy releases to it. */
interface CodeDeployRelease extends ServiceRef {
  readonly rollsBack: boolean;
  readonly codeDeploy: CodeDeployOptions;
}

/**
 * Starts a deployment of CodeDeploy.
 * @see https://docs.aws.amazon.com/cli/latest/reference/ecs/deploy/
 *
 * @returns its id
 */
export async function createDeployment(
  context: Context,
  { cluster, service, rollsBack, codeDeploy: { application, group, appspec } }: CodeDeployRelease,
  taskDefinition: string,
  loadBalancers: readonly LoadBalancer[],
): Promise<string> {
  const names = `${nameOf(cluster)}-${nameOf(service)}`;
  const { deploymentId = "" } = await context.aws.codeDeploy(
    new CreateDeploymentCommand({
      applicationName: application ?? `AppECS-${names}`,
      deploymentGroupName: group ?? `DgpECS-${names}`,
      revision: {
        revisionType: "AppSpecContent",
        appSpecContent: renderAppspec(taskDefinition, appspec, loadBalancers),
      },
      // What the deployment group says of rollbacks holds unless a rollback is asked for.
      ...(rollsBack && {
        autoRollbackConfiguration: { enabled: true, events: [...ROLLBACK_EVENTS] },
      }),
      description: "ecs-deploy",
    }),
  );
  context.ledger.note(`the deployment ${deploymentId} is CodeDeploy's to finish`);
  context.emit({ type: "updated", service, cluster, deployment: deploymentId });
  return deploymentId;
}

/**
 * Follows a deployment of CodeDeploy through its lifecycle events and its shift.
 *
 * @param waitsForDrain whether the end of the original tasks is waited for, too, which comes after the group's termination wait
 * @throws DeployError where it fails, is stopped or rolled back, or does not end in time
 */
export async function followCodeDeploy(
  context: Context,
  deploymentId: string,
  waitsForDrain: boolean,
): Promise<void> {
  const told = new Set<string>();
  const ended = await poll(context, "shift", EVERY_SECONDS, async () => {
    const { deploymentInfo = {} } = await context.aws.codeDeploy(new GetDeploymentCommand({ deploymentId }));
    const { status = "Created", errorInformation, rollbackInfo } = deploymentInfo;
    // Queued behind another one, or Ready and waiting for a person: the lifecycle events say nothing of that.
    if (!told.has(status)) context.emit({ type: "stage", stage: "deployment", status });
    told.add(status);
    const shifted = tellStages(context, await targetOf(context, deploymentId), told);
    const how = { Failed: "has failed", Stopped: "was stopped" }[status as string];
    if (how !== undefined) {
      const { code, message = "no reason given" } = errorInformation ?? {};
      const back = rollbackInfo?.rollbackDeploymentId;
      throw new AlreadyEnded(
        `the deployment ${deploymentId} ${how}: ${code ? `${code}: ` : ""}${message}${back ? `. CodeDeploy rolls back by ${back}` : ""}`,
      );
    }
    return status === "Succeeded" || (!waitsForDrain && shifted) || undefined;
  });
  if (ended) return;
  throw new DeployError(
    `the deployment ${deploymentId} is not completed after ${context.timeouts.shift} s: give more time with --shift-timeout, or leave the end of the original tasks to CodeDeploy with --skip-deployments-check`,
  );
}

/**
 * Stops a deployment, and has CodeDeploy put users back.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_StopDeployment.html
 */
export async function stopDeployment({ aws }: Context, deploymentId: string): Promise<void> {
  await aws.codeDeploy(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }));
}

/**
 * The service as the deployment's target. A deployment that has not started has none yet.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeploymentTargets.html
 */
async function targetOf({ aws }: Context, deploymentId: string): Promise<ECSTarget | undefined> {
  const { targetIds = [] } = await aws
    .codeDeploy(new ListDeploymentTargetsCommand({ deploymentId }))
    .catch((error: Error) => {
      if (!/DeploymentNotStarted/.test(error.message)) throw error;
      return { targetIds: [] };
    });
  if (targetIds.length === 0) return undefined;
  const { deploymentTargets = [] } = await aws.codeDeploy(
    new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }),
  );
  return deploymentTargets[0]?.ecsTarget;
}

/** @returns whether all users are on the new version, and the last hook before the wait has ended well */
function tellStages({ emit }: Context, target: ECSTarget | undefined, told: Set<string>): boolean {
  const green = target?.taskSetsInfo?.find(({ taskSetLabel }) => taskSetLabel === "Green");
  const percent = green?.trafficWeight;
  const news = [
    ...(target?.lifecycleEvents ?? []).map(({ lifecycleEventName = "", status = "" }) => ({
      stage: lifecycleEventName,
      status,
    })),
    { stage: "users", status: `${percent ?? 0} %` },
  ];
  for (const { stage, status } of news) {
    const key = `${stage} ${status}`;
    if (status === "Pending" || told.has(key)) continue;
    told.add(key);
    if (stage !== "users" || percent !== undefined) {
      emit({ type: "stage", stage, status, ...(stage === "users" && { percent }) });
    }
  }
  const last = target?.lifecycleEvents?.find(
    ({ lifecycleEventName }) => lifecycleEventName === "AfterAllowTraffic",
  );
  return percent === 100 && (last?.status === "Succeeded" || last?.status === "Skipped");
}
