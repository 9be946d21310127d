import type { ServiceDeployment, ServiceRevision, ServiceRevisionSummary } from "@aws-sdk/client-ecs";
import type { DeploymentStatus, LifecycleEventStatus, Role } from "../../deployment-view/events";
import type { DeploymentState, Side } from "./model";
import { nameOfTargetGroup } from "./service";
import { millisecondsOf } from "./time";

/**
 * ECS's words in CodeDeploy's. Until users are back, a deployment that is rolled back goes on.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
 */
const STATUSES: Readonly<Record<string, DeploymentStatus>> = {
  PENDING: "Created",
  IN_PROGRESS: "InProgress",
  STOP_REQUESTED: "InProgress",
  ROLLBACK_REQUESTED: "InProgress",
  ROLLBACK_IN_PROGRESS: "InProgress",
  SUCCESSFUL: "Succeeded",
  STOPPED: "Stopped",
  ROLLBACK_SUCCESSFUL: "Failed",
  ROLLBACK_FAILED: "Failed",
};

/** Stages that are told while they go on alone: most deployments have none of them. */
const RARE = new Set(["RECONCILE_SERVICE", "PRE_PRODUCTION_TRAFFIC_SHIFT"]);

/**
 * The stages of a deployment that moves users, in order.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
 */
const STAGES = [
  "RECONCILE_SERVICE",
  "PRE_SCALE_UP",
  "SCALE_UP",
  "POST_SCALE_UP",
  "TEST_TRAFFIC_SHIFT",
  "POST_TEST_TRAFFIC_SHIFT",
  "PRE_PRODUCTION_TRAFFIC_SHIFT",
  "PRODUCTION_TRAFFIC_SHIFT",
  "POST_PRODUCTION_TRAFFIC_SHIFT",
  "BAKE_TIME",
  "CLEAN_UP",
];

/** A deployment that ECS does itself. */
export function serviceDeploymentState(
  engine: "native" | "rolling",
  deployment: ServiceDeployment,
  revisions: ReadonlyMap<string, ServiceRevision>,
): DeploymentState {
  const { status: word = "PENDING", statusReason, rollback, alarms } = deployment;
  const status = STATUSES[word] ?? "InProgress";
  // Users whose rollback has failed are not where they were.
  const isBack = word !== "ROLLBACK_FAILED" && (word.startsWith("ROLLBACK") || rollback !== undefined);
  const detail =
    word === "ROLLBACK_FAILED"
      ? ["the rollback has failed", statusReason].filter(Boolean).join(": ")
      : statusReason;
  return {
    engine,
    id: deployment.serviceDeploymentArn ?? "",
    status,
    ...(detail && { detail }),
    createdAt: millisecondsOf(deployment.createdAt) ?? 0,
    startedAt: millisecondsOf(deployment.startedAt),
    endedAt: millisecondsOf(deployment.finishedAt ?? deployment.stoppedAt),
    lifecycleEvents: engine === "native" ? stages(deployment, status, isBack) : [],
    sides: sidesOf(deployment, revisions),
    waiting: status === "InProgress" && !isBack ? waitingOf(deployment) : undefined,
    rollback: isBack
      ? {
          reason: rollback?.reason ?? statusReason ?? word,
          status: status === "InProgress" ? status : "Succeeded",
        }
      : undefined,
    alarms: alarms?.triggeredAlarmNames ?? [],
  };
}

/** ECS names the stage of the moment alone: what stands before it is done, what stands behind it is to come. */
function stages(
  deployment: ServiceDeployment,
  status: DeploymentStatus,
  isBack: boolean,
): DeploymentState["lifecycleEvents"] {
  const { lifecycleHookDetails = [] } = deployment;
  const stage = isBack ? failedStage(deployment, status) : deployment.lifecycleStage;
  const names = STAGES.filter((name) => name === stage || !RARE.has(name));
  if (stage === UNKNOWN) return names.map((name) => ({ name, status: "Unknown" }));
  const now = names.indexOf(stage ?? "");
  const failed = lifecycleHookDetails.find((hook) => hook.status === "FAILED" || hook.status === "TIMED_OUT");
  return names.map((name, index) => {
    if (status === "Succeeded") return { name, status: "Succeeded" };
    if (index !== now) return { name, status: index < now ? "Succeeded" : "Pending" };
    const own: LifecycleEventStatus = isBack || status !== "InProgress" ? "Failed" : "InProgress";
    const detail =
      failed && `the hook ${failed.targetArn?.split(":").at(-1) ?? failed.hookId} ${failed.status}`;
    return { name, status: own, ...(detail && { detail }) };
  });
}

const UNKNOWN = "unknown";

/**
 * Where a deployment that is taken back had come to: what ECS says of it, else the stage that it names. That is no longer the
 * one when users are back and the new tasks are cleared up.
 */
function failedStage(
  { lifecycleStage, rollback, statusReason }: ServiceDeployment,
  status: DeploymentStatus,
): string | undefined {
  const words = `${rollback?.reason ?? ""} ${statusReason ?? ""}`.split(/[^A-Z_]+/);
  const named = words.find((word) => STAGES.includes(word));
  if (named) return named;
  const isOver = status !== "InProgress" && (lifecycleStage ?? "CLEAN_UP") === "CLEAN_UP";
  return isOver ? UNKNOWN : lifecycleStage;
}

function sidesOf(
  { sourceServiceRevisions = [], targetServiceRevision }: ServiceDeployment,
  revisions: ReadonlyMap<string, ServiceRevision>,
): Side[] {
  const all: [Role, ServiceRevisionSummary][] = sourceServiceRevisions.map((source) => ["original", source]);
  if (targetServiceRevision) all.push(["replacement", targetServiceRevision]);
  const running = all.reduce((sum, [, { runningTaskCount = 0 }]) => sum + runningTaskCount, 0);
  return all.map(([role, summary]): Side => {
    const { arn = "", requestedProductionTrafficWeight: weight, runningTaskCount = 0 } = summary;
    const revision = revisions.get(arn);
    const [resolved] = revision?.resolvedConfiguration?.loadBalancers ?? [];
    return {
      role,
      id: arn,
      targetGroup: nameOfTargetGroup(
        resolved?.targetGroupArn ?? revision?.loadBalancers?.[0]?.targetGroupArn,
      ),
      taskDefinition: revision?.taskDefinition,
      // Where no listener moves users, each task has its part of them.
      share: weight ?? (running === 0 ? 0 : Math.round((1000 * runningTaskCount) / running) / 10),
      desired: summary.requestedTaskCount ?? 0,
      running: runningTaskCount,
      pending: summary.pendingTaskCount ?? 0,
    };
  });
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html */
function waitingOf(deployment: ServiceDeployment): DeploymentState["waiting"] {
  const { lifecycleStage, lifecycleHookDetails = [], deploymentConfiguration } = deployment;
  const asked = lifecycleHookDetails.find(({ status }) => status === "AWAITING_ACTION");
  if (asked) {
    const until = millisecondsOf(asked.expiresAt);
    return { for: "reroute", hook: asked.hookId, ...(until !== undefined && { until }) };
  }
  if (lifecycleStage !== "BAKE_TIME") return undefined;
  const minutes = deploymentConfiguration?.bakeTimeInMinutes;
  return { for: "bake", ...(minutes !== undefined && { minutes }) };
}
