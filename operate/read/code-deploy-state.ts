import type { DeploymentInfo, DeploymentTarget, ECSTarget } from "@aws-sdk/client-codedeploy";
import type { TaskSet } from "@aws-sdk/client-ecs";
import { instanceEvents, instanceSides } from "./instance-targets";
import { lifecycleEvent } from "./lifecycle-event";
import type { DeploymentState, Side } from "./model";
import type { Revision } from "./revision";
import { millisecondsOf } from "./time";

/** What is known of a deployment from elsewhere. */
export interface Surroundings {
  /** The service's, as ECS has them. */
  readonly taskSets: readonly TaskSet[];
  /** Names of the Auto Scaling groups that the deployment group has now. */
  readonly groups: readonly string[];
  /** Whether another deployment has put instances back. */
  readonly isUndone: boolean;
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
  const detail = code || message ? [code, message].filter(Boolean).join(": ") : undefined;
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
    sides: isOfInstances ? instanceSides(instances, info, beside) : ecs ? taskSetSides(ecs, beside) : [],
    waiting: waitingOf(info, isOfInstances ? [] : lifecycleEvents),
    rollback: rollbackOf(rollbackInfo, detail),
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

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RollbackInfo.html */
function rollbackOf(
  info: DeploymentInfo["rollbackInfo"],
  detail: string | undefined,
): DeploymentState["rollback"] {
  const { rollbackDeploymentId: deployment, rollbackMessage: message } = info ?? {};
  if (!deployment && !message) return undefined;
  return { reason: detail ?? message ?? "", ...(deployment && { deployment }) };
}

/** `… Activated alarms: shop-green-errors` */
function alarmsIn(message: string): string[] {
  const [, names = ""] = /Activated alarms?:\s*(.+?)\.?$/is.exec(message) ?? [];
  return names.split(",").flatMap((name) => name.trim().replace(/^[<"']|[>"']$/g, "") || []);
}
