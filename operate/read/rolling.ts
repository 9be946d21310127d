import type { Deployment, Service } from "@aws-sdk/client-ecs";
import type { DeploymentStatus } from "../../deployment-view/events";
import { primaryOf } from "../../ecs-deploy/service";
import type { DeploymentState, Side } from "./model";
import { targetGroupOf } from "./service";
import { millisecondsOf } from "./time";

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html rolloutState */
const STATUSES: Readonly<Record<string, DeploymentStatus>> = {
  IN_PROGRESS: "InProgress",
  COMPLETED: "Succeeded",
  FAILED: "Failed",
};

/** The deployment that a service tells of itself: what is left where ECS lists none. */
export function rollingState(service: Service): DeploymentState | undefined {
  const { deployments = [] } = service;
  const primary = primaryOf(deployments);
  if (!primary) return undefined;
  const { rolloutState, rolloutStateReason: reason } = primary;
  const status = STATUSES[rolloutState ?? ""] ?? (deployments.length > 1 ? "InProgress" : "Succeeded");
  const isBack = reason !== undefined && /roll(ing|ed)[ -]?back/i.test(reason);
  const total = deployments.reduce((sum, { runningCount = 0 }) => sum + runningCount, 0);
  const side = (deployment: Deployment): Side => ({
    role: deployment === primary ? "replacement" : "original",
    id: deployment.id ?? "",
    targetGroup: targetGroupOf(service),
    taskDefinition: deployment.taskDefinition,
    share: total === 0 ? 0 : Math.round((1000 * (deployment.runningCount ?? 0)) / total) / 10,
    desired: deployment.desiredCount ?? 0,
    running: deployment.runningCount ?? 0,
    pending: deployment.pendingCount ?? 0,
  });
  return {
    engine: "rolling",
    id: primary.id ?? "",
    status,
    ...(reason && { detail: reason }),
    createdAt: millisecondsOf(primary.createdAt) ?? 0,
    startedAt: millisecondsOf(primary.createdAt),
    endedAt: status === "InProgress" ? undefined : millisecondsOf(primary.updatedAt),
    lifecycleEvents: [],
    sides: [...deployments.filter((one) => one !== primary), primary].map(side),
    rollback: isBack ? { reason, status: status === "InProgress" ? status : "Succeeded" } : undefined,
    alarms: [],
  };
}
