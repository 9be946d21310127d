import type { DeploymentInfo } from "@aws-sdk/client-codedeploy";
import { shortName } from "../../../deployment-view/format";
import type { Operator } from "../../operator";
import { isAutomatic } from "../../read/automatic";
import { newestInfos } from "../../read/code-deploy";
import { readRevision } from "../../read/revision";
import { millisecondsOf } from "../../read/time";
import type { Release, Revision } from "../model";
import { ROLLBACK } from "../plan/rollback";

/** The newest deployments of the group, the newest first, without those that CodeDeploy makes for one instance. */
export async function codeDeployReleases(operator: Operator, limit: number): Promise<Release[]> {
  const infos = await newestInfos(operator, limit, (info) => !isAutomatic(info));
  const releases: Release[] = [];
  // One after the other: CodeDeploy throttles an account's calls all together.
  for (const info of infos.slice(0, limit)) {
    const { deploymentId = "", status, creator, description = "", rollbackInfo } = info;
    releases.push({
      deployment: deploymentId,
      result: RESULTS[status ?? ""] ?? "running",
      revision: await revisionOf(operator, info, releases),
      createdAt: millisecondsOf(info.createTime) ?? 0,
      isRollback:
        creator === "codeDeployRollback" ||
        description.startsWith(ROLLBACK) ||
        rollbackInfo?.rollbackTriggeringDeploymentId !== undefined,
      // CodeDeploy takes back by a deployment of its own, which is listed, too.
      isTakenBack: false,
    });
  }
  return releases;
}

const RESULTS: Readonly<Record<string, Release["result"]>> = {
  Succeeded: "succeeded",
  Failed: "failed",
  Stopped: "failed",
};

async function revisionOf(
  operator: Operator,
  { applicationName = "", revision: location }: DeploymentInfo,
  known: readonly Release[],
): Promise<Revision> {
  const sha256 = location?.appSpecContent?.sha256;
  const same = known.find(({ revision }) => revision.location?.appSpecContent?.sha256 === sha256);
  if (sha256 && same) return same.revision;
  const { taskDefinition } = await readRevision(operator, applicationName, location);
  if (taskDefinition) return { name: shortName(taskDefinition), taskDefinition, location };
  const { s3Location, gitHubLocation } = location ?? {};
  return {
    name: s3Location?.key ?? gitHubLocation?.commitId ?? sha256?.slice(0, 12) ?? "a revision",
    location,
  };
}
