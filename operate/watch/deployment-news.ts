import type { DeploymentState, Side } from "../read/model";
import type { Look } from "./look";
import { movesOf } from "./parts-news";
import { type Release, versionName, versionOfRelease } from "./releases";
import type { Telling } from "./telling";

/** Tells what became of the deployment of a release. */
export function tellDeployment(telling: Telling, release: Release, state: DeploymentState, look: Look): void {
  const told = () => telling.release(release.id)?.deployment;
  if (told()?.id !== state.id) tellCreation(telling, release, state, look);
  for (const side of state.sides) tellTasks(telling, release.id, side, look);
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

function tellTasks(telling: Telling, release: string, side: Side, { targets }: Look): void {
  const { role, targetGroup, desired, running } = side;
  const known = targets.find((one) => one.targetGroup === targetGroup);
  // What is behind no load balancer is as well as it runs.
  const healthy = targetGroup === undefined ? running : Math.min(running, known?.healthy ?? 0);
  const before = telling.release(release)?.deployment?.tasks[role];
  if (before?.desired === desired && before.running === running && before.healthy === healthy) return;
  telling.tell({ type: "tasks", release, role, desired, running, healthy });
}

/** AWS does not say when the schedule wanted a step: it was due when it was seen. */
function tellShare(telling: Telling, release: string, { sides }: DeploymentState): void {
  const { share } = sides.find(({ role }) => role === "replacement") ?? {};
  const promised = telling.release(release)?.deployment?.shift.at(-1)?.promised ?? 0;
  if (share === undefined || share === promised) return;
  telling.tell({ type: "shifted", release, promised: share, due: telling.now });
}

/** Told again once it is known which deployment puts users back. */
function tellRollback(telling: Telling, release: string, { rollback }: DeploymentState): void {
  const told = telling.release(release)?.rollback;
  if (!rollback || (told && told.deployment === rollback.deployment)) return;
  telling.tell({ type: "rollback", release, ...rollback }, told?.at);
}
