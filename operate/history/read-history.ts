import { CallError } from "../../aws/failure";
import type { Operator } from "../operator";
import { recentDeployments } from "../read/deployments";
import { recentExecutions } from "../read/executions";
import type { Version } from "../read/model";
import { versionOf } from "../read/versions";
import { entryOf } from "./entry";
import { pair, type Release } from "./pair";
import { HISTORY_VERSION, type History } from "./schema";

/**
 * The releases of a system, as AWS tells of them: nothing is stored that could disagree.
 *
 * @param limit releases that are told at most
 */
export async function readHistory(operator: Operator, limit: number): Promise<History> {
  const { name, stack, region, accountId } = operator.system;
  const [executions, deployments] = await Promise.all([
    recentExecutions(operator, limit),
    // What put users back is a deployment more.
    recentDeployments(operator, 2 * limit),
  ]);
  const releases = pair(executions, deployments).slice(0, limit);
  const versions = await versionsOf(operator, releases);
  return {
    version: HISTORY_VERSION,
    system: { name, stack, region, accountId },
    releases: releases.map((release) => entryOf(release, versions.get(taskDefinitionOf(release) ?? ""))),
  };
}

/** What was released, where it is a task definition. */
export function taskDefinitionOf({ deployment }: Release): string | undefined {
  return deployment?.sides.find(({ role }) => role === "replacement")?.taskDefinition;
}

/** What each task definition runs. */
async function versionsOf(operator: Operator, releases: readonly Release[]): Promise<Map<string, Version>> {
  const versions = new Map<string, Version>();
  for (const arn of new Set(releases.flatMap((release) => taskDefinitionOf(release) ?? []))) {
    const version = await versionOf(operator, arn).catch(gone);
    if (version) versions.set(arn, version);
  }
  return versions;
}

/** ECS answers so for a revision that has been deleted. */
function gone(error: unknown): undefined {
  if (error instanceof CallError && error.code === "ClientException") return undefined;
  throw error;
}
