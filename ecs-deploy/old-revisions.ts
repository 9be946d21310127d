import { DeregisterTaskDefinitionCommand, ListTaskDefinitionsCommand } from "@aws-sdk/client-ecs";
import { allArns } from "../aws/pages";
import type { Context } from "./context";

/**
 * Deregisters the oldest active revisions of a family, so that a number of them stay. What runs goes on running.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html
 *
 * @param keep how many stay; 0 keeps all
 */
export async function deregisterOldRevisions(
  { aws, emit }: Context,
  family: string,
  keep: number,
): Promise<void> {
  if (keep <= 0) return;
  const asked = { familyPrefix: family, status: "ACTIVE", sort: "ASC" } as const;
  const arns = await allArns(
    (nextToken) => aws.ecs(new ListTaskDefinitionsCommand({ ...asked, nextToken })),
    ({ taskDefinitionArns }) => taskDefinitionArns,
  );
  for (const taskDefinition of outdated(arns, keep)) {
    await aws.ecs(new DeregisterTaskDefinitionCommand({ taskDefinition }));
    emit({ type: "deregistered", taskDefinition });
  }
}

/** @param arns from the oldest to the newest */
export function outdated(arns: readonly string[], keep: number): readonly string[] {
  return arns.slice(0, Math.max(0, arns.length - keep));
}
