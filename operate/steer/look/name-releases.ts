import { CallError } from "../../../aws/failure";
import type { Operator } from "../../operator";
import type { Execution, Version } from "../../read/model";
import { versionOf } from "../../read/versions";
import type { Release } from "../model";
import { isTaskDefinition } from "../revision-name";

/** Task definitions whose image is looked at so that people know what is meant: what serves, and what served before. */
const NAMED = 2;

/**
 * Adds what people call releases by: the commit of the execution that made one, the tag and the digest of its image.
 *
 * @param to what is looked for: a tag or a digest may be that of any release
 */
export async function nameReleases(
  operator: Operator,
  releases: readonly Release[],
  executions: readonly Execution[],
  to?: string,
): Promise<Release[]> {
  const commits = new Map(executions.map(({ deployment, commit }) => [deployment, commit || undefined]));
  const good = releases.filter(({ result }) => result !== "failed");
  const arns = [...new Set(good.flatMap(({ revision }) => revision.taskDefinition || []))];
  const isByImage =
    to !== undefined && !isTaskDefinition(to) && !releases.some((one) => one.deployment === to);
  const versions = new Map<string, Version>();
  for (const arn of isByImage ? arns : arns.slice(0, NAMED)) {
    const version = await versionOf(operator, arn).catch(unknown);
    if (version) versions.set(arn, version);
  }
  return releases.map((release) => {
    const version = versions.get(release.revision.taskDefinition ?? "");
    const tag = version?.tag;
    const commit = commits.get(release.deployment) ?? (tag && /^[0-9a-f]{7,40}$/.test(tag) ? tag : undefined);
    return {
      ...release,
      ...(commit && { commit }),
      ...(version?.digest && { digest: version.digest }),
      ...(tag && { tag }),
    };
  });
}

/** A name is a help: where AWS does not give it, the revision is called by its number. */
function unknown(error: unknown): undefined {
  if (error instanceof CallError && (error.refusal === "denied" || error.refusal === "other"))
    return undefined;
  throw error;
}
