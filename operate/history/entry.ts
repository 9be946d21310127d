import { type DeploymentState, goesOn, isGoing, isUndone, type Version } from "../read/model";
import { type Release, startOf } from "./pair";
import type { HistoryEntry } from "./schema";

/**
 * One release as it is told.
 *
 * @param version what its image is known by. @default - not known
 */
export function entryOf(release: Release, version: Pick<Version, "digest" | "tag"> = {}): HistoryEntry {
  const { execution, deployment } = release;
  const replacement = deployment?.sides.find(({ role }) => role === "replacement");
  const startedAt = startOf(release);
  const endedAt = execution ? execution.endedAt : deployment?.endedAt;
  const result = resultOf(release);
  const isWell = result === "Succeeded" || result === "InProgress";
  return {
    execution: execution?.id ?? null,
    deployment: deployment?.id ?? execution?.deployment ?? null,
    engine: deployment?.engine ?? null,
    who: execution?.startedBy ?? execution?.trigger ?? deployment?.creator ?? "ECS does not say",
    approvedBy: execution?.answeredBy ?? null,
    commit: execution?.commit || commitIn(version) || null,
    message: execution?.message.split("\n", 1)[0] || null,
    taskDefinition: replacement?.taskDefinition ?? null,
    revision: deployment?.revision ?? null,
    digest: version.digest ?? null,
    targetGroup: replacement?.targetGroup ?? null,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === undefined ? null : new Date(endedAt).toISOString(),
    seconds: endedAt === undefined ? null : Math.max(0, (endedAt - startedAt) / 1000),
    checks: deployment ? checksOf(deployment) : [],
    alarms: [...(deployment?.alarms ?? [])],
    result,
    reason: isWell ? null : (reasonOf(release) ?? null),
    undoneBy: (deployment && isUndone(deployment) && deployment.rollback?.deployment) || null,
  };
}

/** A deployment that no execution made is known by its image, whose tag is the commit that it was built of. */
function commitIn({ tag = "" }: Pick<Version, "tag">): string | undefined {
  return /^[0-9a-f]{12,64}$/.exec(tag)?.[0];
}

/**
 * Hooks, and whatever failed: what AWS does between two hooks goes well, or is what failed.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
 */
function checksOf({ lifecycleEvents }: DeploymentState): HistoryEntry["checks"] {
  return lifecycleEvents
    .filter(({ name, status }) => status === "Failed" || (HOOK.test(name) && !UNTOLD.has(status)))
    .map(({ name, status, detail }) => ({ name, status, detail: detail ?? null }));
}

/** What says nothing of a hook. */
const UNTOLD = new Set(["Pending", "Skipped", "Unknown"]);

/** Where CodeDeploy has functions or scripts called, and where a stack with ECS's own engine does. */
const HOOK = /^(Before|After|ValidateService|Application|POST_TEST_TRAFFIC_SHIFT)/;

function resultOf({ execution, deployment }: Release): HistoryEntry["result"] {
  if (execution && goesOn(execution)) return "InProgress";
  if (deployment && isGoing(deployment)) return "InProgress";
  if (deployment && isUndone(deployment)) return "RolledBack";
  if (deployment?.rollback?.status === "InProgress") return "InProgress";
  const status = execution?.status ?? deployment?.status;
  return RESULTS.find((result) => result === status) ?? "Failed";
}

const RESULTS = ["Succeeded", "Failed", "Stopped", "Superseded", "Cancelled"] as const;

function reasonOf({ execution, deployment }: Release): string | undefined {
  const failed = execution?.stages.find(({ status }) => status === "Failed");
  return (
    deployment?.rollback?.reason ??
    deployment?.detail ??
    (failed && [failed.name, failed.detail].filter(Boolean).join(": "))
  );
}
