import { DeregisterTaskDefinitionCommand, ListTaskDefinitionsCommand } from "@aws-sdk/client-ecs";
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
  const arns: string[] = [];
  for (let nextToken: string | undefined, first = true; first || nextToken !== undefined; first = false) {
    const page = await aws.ecs(
      new ListTaskDefinitionsCommand({ familyPrefix: family, status: "ACTIVE", sort: "ASC", nextToken }),
    );
    arns.push(...(page.taskDefinitionArns ?? []));
    nextToken = page.nextToken;
  }
  for (const taskDefinition of outdated(arns, keep)) {
    await aws.ecs(new DeregisterTaskDefinitionCommand({ taskDefinition }));
    emit({ type: "deregistered", taskDefinition });
  }
}

/** @param arns from the oldest to the newest */
export function outdated(arns: readonly string[], keep: number): readonly string[] {
  return arns.slice(0, Math.max(0, arns.length - keep));
}
