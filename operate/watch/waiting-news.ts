import type { Waiting } from "../../deployment-view/events";
import type { ReleaseView } from "../../deployment-view/view";
import type { Release } from "./releases";
import type { Telling } from "./telling";

const MINUTE_MS = 60_000;

/**
 * Tells what a release waits for, again where something else was told of it meanwhile.
 *
 * @param before what it waited for when it was looked at last
 */
export function tellWaiting(telling: Telling, release: Release, before: ReleaseView["waiting"]): void {
  const seen = waitOf(release, telling.now);
  if (!seen || telling.release(release.id)?.waiting?.for === seen.for) return;
  // The same wait ends when it was to end.
  telling.tell({ type: "waiting", release: release.id, ...(before?.for === seen.for ? before : seen) });
}

function waitOf({ execution, deployment }: Release, now: number): Pick<Waiting, "for" | "until"> | undefined {
  if (execution?.approval) return { for: "approval" };
  if (!deployment?.waiting) return undefined;
  const { for: what, minutes, until } = deployment.waiting;
  if (until !== undefined) return { for: what, until };
  // It began when the last lifecycle event ended.
  const ends = deployment.lifecycleEvents.flatMap(({ endedAt }) => endedAt ?? []);
  const began = ends.length > 0 ? Math.max(...ends) : now;
  return { for: what, until: minutes === undefined ? undefined : began + minutes * MINUTE_MS };
}
