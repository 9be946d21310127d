import { beganIn } from "../read/began-in";
import type { DeploymentState, Execution } from "../read/model";

/** An execution of the pipeline and what it deployed; one of them, where the other is not there. */
export interface Release {
  readonly execution?: Execution;
  readonly deployment?: DeploymentState;
}

/**
 * Which execution has started which deployment. CodeDeploy's id stands in its action. ECS's own deployments are started by a
 * build, and are known by their time: one that began while the deploy stage went on is that stage's.
 *
 * @returns the newest first; a deployment that put users back is part of what it undoes, and no release of its own
 */
export function pair(executions: readonly Execution[], deployments: readonly DeploymentState[]): Release[] {
  const left = new Set(deployments);
  const take = (fits: (deployment: DeploymentState) => boolean) => {
    const found = [...left].find(fits);
    if (found) left.delete(found);
    return found;
  };
  const undoing = new Set(deployments.flatMap(({ rollback }) => rollback?.deployment ?? []));
  const releases = executions.map((execution): Release => {
    const deployment =
      take(({ id }) => id === execution.deployment) ?? take((one) => isOfBuild(execution, one));
    return { execution, deployment };
  });
  for (const deployment of left) {
    if (!undoing.has(deployment.id)) releases.push({ deployment });
  }
  return releases.sort((one, other) => startOf(other) - startOf(one));
}

/** Milliseconds since the epoch. */
export function startOf({ execution, deployment }: Release): number {
  return execution?.startedAt ?? deployment?.createdAt ?? 0;
}

function isOfBuild(execution: Execution, deployment: DeploymentState): boolean {
  const isNamed = execution.deployment !== undefined || deployment.engine === "codedeploy";
  return !isNamed && beganIn(execution, deployment);
}
