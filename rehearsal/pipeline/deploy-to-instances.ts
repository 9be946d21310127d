import type { InstanceDeployer } from "../instance-deployment";
import { artifactKey } from "./artifact-location";
import { ended } from "./ended";
import type { ActionRunner } from "./pipeline";
import { versionOf } from "./version";

export interface DeployToInstancesProps {
  readonly deployer: InstanceDeployer;
  /** Name of the pipeline. */
  readonly pipeline: string;
}

/**
 * The deploy action of a fleet: the artifact is the revision.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeDeploy.html
 */
export function deployToInstances({ deployer, pipeline }: DeployToInstancesProps): ActionRunner {
  return async ({ name, inputArtifacts: [input = ""] }, { id, commit, artifacts }) => {
    if (deployer.interrupted === id) return ended(await deployer.resume());
    const folder = artifacts[input];
    if (folder === undefined) {
      return {
        status: "Failed",
        reason: `${name} has no input artifact ${input}: no action before it puts it out`,
      };
    }
    const version = versionOf(commit);
    const bundle = { folder, version, key: artifactKey(pipeline, id, input) };
    return ended(await deployer.deploy(id, version, bundle));
  };
}
