import type { DeploymentPart } from "../../deployment-view/view";
import type { DeploymentState, Side } from "../read/model";
import type { Look } from "./look";
import { movesOf } from "./parts-news";
import { type Release, versionName, versionOfRelease } from "./releases";
import { healthyOf } from "./side-health";
import type { Telling } from "./telling";

/** Tells what became of the deployment of a release. */
export function tellDeployment(telling: Telling, release: Release, state: DeploymentState, look: Look): void {
  const told = () => telling.release(release.id)?.deployment;
  if (told()?.id !== state.id) tellCreation(telling, release, state, look);
  const healthy = healthyOf(state, look, told()?.tasks ?? {});
  for (const side of state.sides) tellTasks(telling, release.id, side, healthy.get(side.role) ?? 0);
  for (const { at, ...move } of movesOf(told()?.events ?? [], state.lifecycleEvents)) {
    telling.tell({ type: "lifecycle-event", release: release.id, ...move }, at);
  }
  tellShare(telling, release.id, state);
  tellRollback(telling, release.id, state);
  if (told()?.status !== state.status || told()?.detail !== state.detail) {
    const { status, detail, endedAt } = state;
    telling.tell({ type: "deployment", release: release.id, status, detail }, endedAt);
  }
}

/**
 * Both sides have to be named before both are there: the replacement will be in the target group that the original is not in,
 * and serves what is released.
 */
function tellCreation(telling: Telling, release: Release, state: DeploymentState, look: Look): void {
  const [original, replacement] = (["original", "replacement"] as const).map((role) =>
    state.sides.find((side) => side.role === role),
  );
  const inUse = original?.targetGroup;
  const free = look.targetGroups.find((name) => name !== inUse);
  telling.tell(
    {
      type: "deployment-created",
      release: release.id,
      deployment: state.id,
      lifecycleEvents: state.lifecycleEvents.map(({ name }) => name),
      original: {
        targetGroup: inUse ?? original?.group ?? "",
        version: versionName(original?.taskDefinition, look),
      },
      replacement: {
        targetGroup: replacement?.targetGroup ?? replacement?.group ?? free ?? inUse ?? "",
        version: versionOfRelease(release),
      },
    },
    state.createdAt,
  );
}

function tellTasks(telling: Telling, release: string, side: Side, healthy: number): void {
  const { role, desired, running } = side;
  const before = telling.release(release)?.deployment?.tasks[role];
  if (before?.desired === desired && before.running === running && before.healthy === healthy) return;
  telling.tell({ type: "tasks", release, role, desired, running, healthy });
}

/** AWS does not say when the schedule wanted a step: it was due when it was seen. */
function tellShare(telling: Telling, release: string, { engine, sides }: DeploymentState): void {
  const { shift = [], tasks = {} } = telling.release(release)?.deployment ?? {};
  const seen = sides.find(({ role }) => role === "replacement");
  const share = engine === "rolling" ? healthyShare(tasks) : seen?.share;
  const promised = shift.at(-1)?.promised ?? 0;
  if (share === undefined || share === promised) return;
  telling.tell({ type: "shifted", release, promised: share, due: telling.now });
}

/** Percent of the healthy tasks that are new: a load balancer sends users to no others. */
function healthyShare({ original, replacement }: DeploymentPart["tasks"]): number | undefined {
  const [old, fresh] = [original?.healthy ?? 0, replacement?.healthy ?? 0];
  return old + fresh === 0 ? undefined : Math.round((100 * fresh) / (old + fresh));
}

/** Told again once it is known which deployment puts users back. */
function tellRollback(telling: Telling, release: string, { rollback }: DeploymentState): void {
  const told = telling.release(release)?.rollback;
  if (!rollback || (told && told.deployment === rollback.deployment)) return;
  const { reason, deployment } = rollback;
  telling.tell({ type: "rollback", release, reason, deployment }, told?.at);
}
