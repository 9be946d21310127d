import type { LifecycleEventStatus, StageStatus } from "../../deployment-view/events";
import type { Part } from "../../deployment-view/release";

interface Move<Status> extends Pick<Part<Status>, "name" | "status" | "detail"> {
  readonly at?: number;
}

/** What became of stages or lifecycle events; that one which has ended had begun is told, too, where AWS says when. */
export function movesOf<Status extends StageStatus | LifecycleEventStatus>(
  told: readonly Part<Status>[],
  seen: readonly Part<Status>[],
): Move<Status | "InProgress">[] {
  const wasWatched = told.some((part) => part.status !== "Pending" && part.status !== "Unknown");
  return seen.flatMap((part) => {
    const { name, status, detail, startedAt, endedAt } = part;
    const before = told.find((one) => one.name === name);
    if (before?.status === status && before.detail === detail) return [];
    // What AWS has forgotten since, whoever watched knows.
    if (status === "Unknown" && wasWatched && before?.status !== "InProgress") return [];
    if (status === "InProgress") return [{ name, status, detail, at: startedAt }];
    const began =
      startedAt !== undefined && before?.startedAt === undefined
        ? [{ name, status: "InProgress" as const, at: startedAt }]
        : [];
    return [...began, { name, status, detail, at: endedAt }];
  });
}
