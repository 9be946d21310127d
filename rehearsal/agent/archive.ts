import { posix } from "node:path";
import type { Instance } from "../instances/model";
import { execute } from "./execute";
import type { AgentOrder } from "./model";
import { changeState, readState } from "./state";

/** Where the agent keeps all that it has of deployments. @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-agent-configuration.html root_dir */
export const DEPLOYMENT_ROOT = "/opt/codedeploy-agent/deployment-root";

/** Bundles that are kept. @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-agent-configuration.html max_revisions */
const MOST_REVISIONS = 5;

export function deploymentFolder(groupId: string, deploymentId: string): string {
  return posix.join(DEPLOYMENT_ROOT, groupId, deploymentId);
}

export function archiveFolder(groupId: string, deploymentId: string): string {
  return posix.join(deploymentFolder(groupId, deploymentId), "deployment-archive");
}

/** `DownloadBundle`: brings the revision, and takes away the oldest, but never the last that was installed. */
export async function downloadBundle(instance: Instance, order: AgentOrder): Promise<void> {
  const { deploymentId, deploymentGroupId, revision } = order;
  const { kept, lastSuccessful } = readState(instance);
  const others = kept.filter((id) => id !== deploymentId);
  const spare = others.filter((id) => id !== lastSuccessful?.id);
  const gone = spare.slice(0, Math.max(0, others.length - MOST_REVISIONS + 1));
  if (gone.length > 0) {
    const folders = gone.map((id) => deploymentFolder(deploymentGroupId, id));
    await execute(instance, ["rm", "-rf", "--", ...folders], order.signal);
  }
  await instance.copyIn(revision.folder, archiveFolder(deploymentGroupId, deploymentId));
  changeState(instance, { kept: [...others.filter((id) => !gone.includes(id)), deploymentId] });
}
