import type { Deployer } from "../deployment/deployer";
import type { Journal } from "../deployment/journal";
import { readRevision, readTemplates } from "../deployment/revision";
import type { FaultInjection } from "../faults/injection";
import { ended } from "./ended";
import type { ActionRunner } from "./pipeline";
import { versionOf } from "./version";

export interface DeployToEcsProps {
  readonly deployer: Deployer;
  readonly faults: FaultInjection;
  readonly journal: Journal;
  readonly taskDefinitionArn: (family: string) => string;
}

/**
 * The deploy action of a service: registers the revision, and follows the deployment.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
 */
export function deployToEcs({
  deployer,
  faults,
  journal,
  taskDefinitionArn,
}: DeployToEcsProps): ActionRunner {
  return async (action, { id, number, commit, artifacts }) => {
    const interrupted = journal.state?.deployment;
    if (interrupted?.release === id) return ended(await deployer.resume(interrupted));
    const templates = faults.templates(id, readTemplates(action, artifacts));
    const revision = readRevision(templates, number, taskDefinitionArn);
    return ended(await deployer.deploy(id, versionOf(commit), revision));
  };
}
