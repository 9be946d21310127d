import type { Role } from "../../deployment-view/events";
import type { DeploymentView, ReleaseView } from "../../deployment-view/view";
import type { Actions } from "../aws/actions";
import type { AskedDeployment } from "../deployment/rolling/state";
import { listDeployments } from "./list-deployments";
import { type RollingReading, seconds } from "./model";

/** A deployment that the service was asked for, and the release that it is of; the first apply is of none. */
interface Known {
  readonly asked: AskedDeployment;
  readonly release?: ReleaseView;
  /** Whether it is what puts a release back. */
  readonly isBack: boolean;
}

/**
 * Deployments of the service, which ECS lists of rolling updates, too.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
 */
export function rollingDeploymentReading(reading: RollingReading): Actions {
  return listDeployments(
    () => knownOf(reading).map((known) => describe(reading, known)),
    () =>
      reading.deployments().map(({ id, taskDefinition }) => ({
        serviceRevisionArn: arnOf(reading, "service-revision", id),
        taskDefinition,
        loadBalancers: [{ targetGroupArn: reading.targetGroupArn }],
      })),
  );
}

/** What was told so far, the newest first. */
function knownOf({ deployments, view }: RollingReading): Known[] {
  const { releases } = view();
  return deployments()
    .flatMap((asked): Known[] => {
      const own = releases.find(({ deployment }) => deployment?.id === asked.id);
      const back = releases.find(({ rollback }) => rollback?.deployment === asked.id);
      if (!asked.replaces) return [{ asked, isBack: false }];
      const release = own ?? back;
      return release ? [{ asked, release, isBack: release !== own }] : [];
    })
    .reverse();
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html */
function describe(reading: RollingReading, known: Known) {
  const { asked, isBack, release } = known;
  const { deployment, rollback } = release ?? {};
  const status = statusOf(known);
  const taken = status.startsWith("ROLLBACK") ? rollback : undefined;
  const replaced = reading
    .deployments()
    .findLast((one) => one.taskDefinition === asked.replaces && one.createdAt < asked.createdAt);
  const counted = (id: string, role: Role) => ({
    arn: arnOf(reading, "service-revision", id),
    ...countsOf(reading, release, isBack ? OTHER[role] : role),
  });
  return {
    serviceDeploymentArn: arnOf(reading, "service-deployment", asked.id),
    status,
    statusReason: isBack ? undefined : deployment?.detail,
    createdAt: seconds(asked.createdAt),
    startedAt: seconds(asked.createdAt),
    finishedAt: seconds(endOf(known, status, reading.view())),
    deploymentConfiguration: { strategy: "ROLLING" },
    sourceServiceRevisions: replaced ? [counted(replaced.id, "original")] : [],
    targetServiceRevision: counted(asked.id, "replacement"),
    rollback: taken && { reason: taken.reason, startedAt: seconds(taken.at) },
  };
}

const OTHER = { original: "replacement", replacement: "original" } as const;

/** Who updates the service back ends one deployment by the next; ECS itself takes one back within it. */
function statusOf({ asked, isBack, release }: Known): string {
  const { deployment, rollback } = release ?? {};
  if (!deployment || deployment.status === "Succeeded") return "SUCCESSFUL";
  const isOver = deployment.status === "Failed" || deployment.status === "Stopped";
  if (isBack) return isOver ? "SUCCESSFUL" : "IN_PROGRESS";
  const isUndone = rollback && !rollback.reason.startsWith("UPDATED_BACK");
  if (isOver && isUndone) return asked.hasFailedRollback ? "ROLLBACK_FAILED" : "ROLLBACK_SUCCESSFUL";
  if (isOver) return "STOPPED";
  if (rollback) return isUndone ? "ROLLBACK_IN_PROGRESS" : "STOPPED";
  return "IN_PROGRESS";
}

function endOf(
  { asked, isBack, release }: Known,
  status: string,
  { at }: DeploymentView,
): number | undefined {
  if (status.endsWith("IN_PROGRESS")) return undefined;
  if (!release) return asked.createdAt;
  // Whoever updates the service back ends it there and then.
  const stopped = status === "STOPPED" && !isBack ? release.rollback?.at : undefined;
  return stopped ?? release.endedAt ?? at;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevisionSummary.html */
function countsOf({ service }: RollingReading, release: ReleaseView | undefined, role: Role) {
  const first = { desired: service.desiredCount, running: service.desiredCount };
  const none = { desired: 0, running: 0 };
  const { desired, running } = release ? (release.deployment?.tasks[role] ?? none) : first;
  return {
    requestedTaskCount: desired,
    runningTaskCount: running,
    pendingTaskCount: Math.max(0, desired - running),
  };
}

/** @param id such as `ecs-svc/1234567890123456789`, of the deployment that it is, or that has made it */
function arnOf({ service }: RollingReading, kind: string, id: string): string {
  const place = service.arn.slice(0, service.arn.indexOf(":service/"));
  return `${place}:${kind}/${service.cluster}/${service.name}/${id.slice(id.indexOf("/") + 1)}`;
}
