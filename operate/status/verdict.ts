import { shortName } from "../../deployment-view/format";
import { backBecause, goesOn, isGoing, isUndone } from "../read/model";
import type { Status } from "./schema";
import type { Snapshot } from "./snapshot";

/**
 * Whether users are well. What is red says so even while something is released: that it may be why nobody else has to look.
 *
 * @param liveTargetGroup name of the one that users are sent to. @default - users may be sent to any
 */
export function judge(snapshot: Snapshot, liveTargetGroup: string | undefined): Status["verdict"] {
  const broken = [
    ...redAlarms(snapshot),
    ...sickTargets(snapshot, liveTargetGroup),
    ...missingTasks(snapshot),
    ...leftBehind(snapshot),
  ];
  if (broken.length > 0) return { state: "broken", reasons: broken };
  const going = goingOn(snapshot);
  return going.length > 0 ? { state: "releasing", reasons: going } : { state: "healthy", reasons: [] };
}

function redAlarms({ alarms }: Snapshot): string[] {
  return alarms
    .filter(({ state }) => state === "ALARM")
    .map(({ name, reason }) => `the alarm ${name} is red${reason ? `: ${reason}` : ""}`);
}

function sickTargets({ targets, service }: Snapshot, live: string | undefined): string[] {
  const isIdle = service?.desiredCount === 0;
  return targets
    .filter(({ targetGroup }) => live === undefined || targetGroup === live)
    .flatMap(({ targetGroup, healthy, unhealthy, initial, reason }) => {
      const why = reason ? `: ${reason}` : "";
      const all = healthy + unhealthy + initial;
      if (unhealthy > 0) return `${unhealthy} of ${all} targets of ${targetGroup} unhealthy${why}`;
      return healthy === 0 && live !== undefined && !isIdle ? `no target of ${targetGroup} is healthy` : [];
    });
}

/** While something is released, tasks come and go. One that starts is on its way, as when a service is scaled out. */
function missingTasks(snapshot: Snapshot): string[] {
  const { desiredCount = 0, runningCount = 0, pendingCount = 0 } = snapshot.service ?? {};
  const isShort = runningCount + pendingCount < desiredCount || (runningCount === 0 && desiredCount > 0);
  if (!isShort || isReleasing(snapshot)) return [];
  return [`${runningCount} of ${desiredCount} tasks run, and ${pendingCount} start`];
}

/** A deployment that ended badly, and that nothing has put right. */
function leftBehind({ deployment }: Snapshot): string[] {
  if (!deployment || isGoing(deployment) || deployment.status === "Succeeded") return [];
  const { id, status, detail, rollback, sides } = deployment;
  const share = sides.find(({ role }) => role === "replacement")?.share ?? 0;
  if (isUndone(deployment) || rollback?.status === "InProgress" || share === 0) return [];
  return [
    `the deployment ${shortName(id)} has ${ENDED[status] ?? status}, and ${share} % of users are where it left them${detail ? `: ${detail}` : ""}`,
  ];
}

const ENDED: Readonly<Record<string, string>> = { Failed: "failed", Stopped: "been stopped" };

function isReleasing({ deployment, executions }: Snapshot): boolean {
  return (deployment !== undefined && isGoing(deployment)) || executions.some(goesOn);
}

function goingOn({ deployment, executions }: Snapshot): string[] {
  const own = executions
    .filter(goesOn)
    .map(({ id, commit }) => `the pipeline releases ${commit.slice(0, 12) || id}`);
  if (!deployment || !isGoing(deployment)) return own;
  const [name, back] = [shortName(deployment.id), backBecause(deployment)];
  return [
    ...own,
    back ? `the deployment ${name} puts users back: ${back}` : `the deployment ${name} goes on`,
  ];
}
