import type { DeploymentInfo, DeploymentTarget, ECSTarget } from "@aws-sdk/client-codedeploy";
import type { TaskSet } from "@aws-sdk/client-ecs";
import { instanceEvents, instanceSides } from "./instance-targets";
import { lifecycleEvent } from "./lifecycle-event";
import type { DeploymentState, Side, WayBack } from "./model";
import type { Revision } from "./revision";
import { millisecondsOf } from "./time";

/** What is known of a deployment from elsewhere. */
export interface Surroundings {
  /** The service's, as ECS has them. */
  readonly taskSets: readonly TaskSet[];
  /** Names of the Auto Scaling groups that the deployment group has now. */
  readonly groups: readonly string[];
  /** How the deployment that puts users back goes. @default - there is none */
  readonly back?: WayBack["status"];
  readonly revision: Revision;
  /** What ran before. */
  readonly previous: Revision;
}

/** A deployment of CodeDeploy, to a service of ECS or to instances. */
export function deploymentState(
  info: DeploymentInfo,
  targets: readonly DeploymentTarget[],
  beside: Surroundings,
): DeploymentState {
  const { status = "Created", errorInformation, rollbackInfo } = info;
  const ecs = targets.flatMap(({ ecsTarget }) => ecsTarget ?? [])[0];
  const instances = targets.flatMap(({ instanceTarget }) => instanceTarget ?? []);
  const isOfInstances = info.computePlatform === "Server" || instances.length > 0;
  const lifecycleEvents = isOfInstances
    ? instanceEvents(instances, info)
    : (ecs?.lifecycleEvents ?? []).map(lifecycleEvent);
  const { code, message } = errorInformation ?? {};
  // Where nothing else says why it has failed, what CodeDeploy says of its rollback does: that it could not be made, too.
  const ofRollback = status === "Failed" || status === "Stopped" ? rollbackInfo?.rollbackMessage : undefined;
  const detail = [code, message].filter(Boolean).join(": ") || ofRollback;
  return {
    engine: "codedeploy",
    id: info.deploymentId ?? "",
    status,
    ...(detail && { detail }),
    createdAt: millisecondsOf(info.createTime) ?? 0,
    startedAt: millisecondsOf(info.startTime),
    endedAt: millisecondsOf(info.completeTime),
    creator: info.creator,
    lifecycleEvents,
    sides: isOfInstances
      ? instanceSides(instances, info, { groups: beside.groups, isUndone: beside.back === "Succeeded" })
      : ecs
        ? taskSetSides(ecs, beside)
        : [],
    waiting: waitingOf(info, isOfInstances ? [] : lifecycleEvents),
    rollback: wayBackOf(rollbackInfo, detail, beside.back),
    alarms: code === "ALARM_ACTIVE" ? alarmsIn(message ?? "") : [],
    revision: beside.revision.location,
  };
}

/**
 * Both task sets. Which task definition one has, ECS alone says, and only as long as it is there.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ECSTaskSet.html
 */
function taskSetSides(
  { taskSetsInfo = [] }: ECSTarget,
  { taskSets, revision, previous }: Surroundings,
): Side[] {
  return taskSetsInfo.map((info): Side => {
    const role = info.taskSetLabel === "Green" ? "replacement" : "original";
    const known = taskSets.find(({ id }) => id !== undefined && id === info.identifer);
    return {
      role,
      id: info.identifer ?? "",
      targetGroup: info.targetGroup?.name,
      taskDefinition: known?.taskDefinition ?? (role === "replacement" ? revision : previous).taskDefinition,
      share: info.trafficWeight ?? 0,
      desired: info.desiredCount ?? 0,
      running: info.runningCount ?? 0,
      pending: info.pendingCount ?? 0,
    };
  });
}

/** The last event before the original is ended. */
const SHIFTED = "AfterAllowTraffic";

function waitingOf(
  { status, blueGreenDeploymentConfiguration, instanceTerminationWaitTimeStarted }: DeploymentInfo,
  events: DeploymentState["lifecycleEvents"],
): DeploymentState["waiting"] {
  const { deploymentReadyOption, terminateBlueInstancesOnDeploymentSuccess: ending } =
    blueGreenDeploymentConfiguration ?? {};
  if (status === "Ready") {
    const minutes = deploymentReadyOption?.waitTimeInMinutes;
    return { for: "reroute", ...(minutes !== undefined && { minutes }) };
  }
  // The originals' events come behind that one where they are instances, and CodeDeploy says when the wait has begun.
  const shifted = events.find(({ name }) => name === SHIFTED);
  const isShifted = instanceTerminationWaitTimeStarted === true || shifted?.status === "Succeeded";
  if ((status !== "InProgress" && status !== "Baking") || ending?.action !== "TERMINATE" || !isShifted)
    return undefined;
  const minutes = ending.terminationWaitTimeInMinutes ?? 0;
  return {
    for: "termination",
    minutes,
    ...(shifted?.endedAt !== undefined && { until: shifted.endedAt + minutes * 60_000 }),
  };
}

/**
 * A message alone says as much that a rollback could not be made as that it was.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RollbackInfo.html
 */
function wayBackOf(
  { rollbackDeploymentId: deployment, rollbackMessage }: NonNullable<DeploymentInfo["rollbackInfo"]> = {},
  detail: string | undefined,
  status: WayBack["status"] | undefined,
): WayBack | undefined {
  if (!deployment || !status) return undefined;
  return { reason: detail ?? rollbackMessage ?? "", deployment, status };
}

/** `… Activated alarms: shop-green-errors` */
function alarmsIn(message: string): string[] {
  const [, names = ""] = /Activated alarms?:\s*(.+?)\.?$/is.exec(message) ?? [];
  return names.split(",").flatMap((name) => name.trim().replace(/^[<"']|[>"']$/g, "") || []);
}
