import type { Actions } from "../aws/actions";
import { listDeployments } from "./list-deployments";
import { createdAt, type Deployed, deployed, isOver, type Reading, seconds } from "./model";
import { type SideReading, sidesOf } from "./sides";

/** Deployments that ECS does itself. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html */
export function serviceDeploymentReading(reading: Reading): Actions {
  return listDeployments(
    () => deployed(reading).map((release) => describe(reading, release)),
    () =>
      deployed(reading)
        .flatMap((release) => sidesOf(reading, release))
        .map((side) => ({
          serviceRevisionArn: revisionArn(reading, side),
          taskDefinition: side.taskDefinition,
          loadBalancers: [{ targetGroupArn: side.targetGroupArn }],
        })),
  );
}

function describe(reading: Reading, release: Deployed) {
  const { deployment, rollback } = release;
  const [original, replacement] = (["original", "replacement"] as const).map((role) =>
    sidesOf(reading, release).find((side) => side.role === role),
  );
  return {
    serviceDeploymentArn: arnOf(reading, "service-deployment", deployment.id),
    status: statusOf(release),
    statusReason: deployment.detail,
    createdAt: seconds(createdAt(release)),
    startedAt: seconds(createdAt(release)),
    finishedAt: isOver(release) ? seconds(release.endedAt ?? reading.view().at) : undefined,
    lifecycleStage: stageOf(release),
    deploymentConfiguration: {
      strategy: "BLUE_GREEN",
      bakeTimeInMinutes: reading.system.deployment.terminationWaitMinutes,
    },
    sourceServiceRevisions: original ? [summary(reading, original)] : [],
    targetServiceRevision: replacement && summary(reading, replacement),
    rollback: rollback && { reason: rollback.reason, startedAt: seconds(rollback.at) },
  };
}

/** The stage that it is in, or was in when it was stopped. */
function stageOf({ deployment: { events } }: Deployed): string | undefined {
  const now = events.find(({ status }) => status === "InProgress" || status === "Failed");
  return (now ?? events.findLast(({ status }) => status === "Succeeded"))?.name;
}

function statusOf({ deployment: { status }, rollback }: Deployed): string {
  if (status === "Succeeded") return "SUCCESSFUL";
  if (status === "Failed" || status === "Stopped") return rollback ? "ROLLBACK_SUCCESSFUL" : "STOPPED";
  return rollback ? "ROLLBACK_IN_PROGRESS" : "IN_PROGRESS";
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevisionSummary.html */
function summary(reading: Reading, side: SideReading) {
  return {
    arn: revisionArn(reading, side),
    requestedTaskCount: side.desired,
    runningTaskCount: side.running,
    pendingTaskCount: Math.max(0, side.desired - side.running),
    requestedProductionTrafficWeight: side.share,
  };
}

function revisionArn(reading: Reading, { id }: SideReading): string {
  return arnOf(reading, "service-revision", id.replace("/", "-"));
}

function arnOf({ system: { service } }: Reading, kind: string, id: string): string {
  const place = service.arn.slice(0, service.arn.indexOf(":service/"));
  return `${place}:${kind}/${service.cluster}/${service.name}/${id}`;
}
