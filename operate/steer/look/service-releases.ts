import { shortName } from "../../../deployment-view/format";
import type { Operator } from "../../operator";
import { recentDeployments } from "../../read/deployments";
import { type DeploymentState, isUndone } from "../../read/model";
import type { Release } from "../model";
import { shareOf } from "../plan/facts";

/** The newest deployments that ECS itself has made of the service, the newest first. */
export async function serviceReleases(operator: Operator, limit: number): Promise<Release[]> {
  const states = await recentDeployments(operator, limit);
  return states.map((state, index) => {
    const taskDefinition = taskDefinitionOf(state);
    return {
      deployment: state.id,
      result: RESULTS[state.status] ?? "running",
      revision: { name: shortName(taskDefinition), taskDefinition },
      createdAt: state.createdAt,
      isRollback: isOlder(taskDefinition, states.slice(index + 1)),
      // Where the rollback itself has failed, users are still with it.
      isTakenBack: isUndone(state) && shareOf(state) === 0,
    };
  });
}

const RESULTS: Readonly<Record<string, Release["result"]>> = {
  Succeeded: "succeeded",
  Failed: "failed",
  Stopped: "failed",
};

function taskDefinitionOf({ sides }: DeploymentState): string {
  return sides.find(({ role }) => role === "replacement")?.taskDefinition ?? "";
}

/**
 * ECS notes of no deployment why it was made. Revisions are numbered in the order of their registration, so one that is
 * older than what was released with success before it has been gone back to.
 */
function isOlder(taskDefinition: string, before: readonly DeploymentState[]): boolean {
  const [family, number] = familyAndNumber(taskDefinition);
  return before
    .filter(({ status }) => status === "Succeeded")
    .map((state) => familyAndNumber(taskDefinitionOf(state)))
    .some(([itsFamily, itsNumber]) => itsFamily === family && itsNumber > number);
}

function familyAndNumber(arn: string): readonly [string, number] {
  const [family = "", number] = shortName(arn).split(":");
  return [family, Number(number)];
}
