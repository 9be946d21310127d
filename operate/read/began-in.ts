import { DEPLOY_STAGE, type DeploymentState, type Execution } from "./model";

/**
 * Whether a deployment began while an execution was in the stage that deploys: what no action names, a build has asked ECS for,
 * or CodePipeline has only just started. One that began while an execution was built, or waited, is somebody else's.
 */
export function beganIn(
  { stages, endedAt }: Execution,
  { createdAt }: Pick<DeploymentState, "createdAt">,
): boolean {
  const stage = stages.find(({ name }) => name === DEPLOY_STAGE);
  if (stage?.startedAt === undefined) return false;
  return createdAt >= stage.startedAt && createdAt < (stage.endedAt ?? endedAt ?? Number.POSITIVE_INFINITY);
}
