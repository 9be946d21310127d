import {
  BatchGetDeploymentsCommand,
  CodeDeployClient,
  type DeploymentInfo,
  ListDeploymentsCommand,
} from "@aws-sdk/client-codedeploy";
import type { Operator } from "../../operator";
import { readRevision } from "../../read/revision";
import { millisecondsOf } from "../../read/time";
import type { Release, Revision } from "../model";
import { ROLLBACK } from "../plan/rollback";
import { shortName } from "../revision-name";
import { isAutomatic } from "./automatic";

/** Deployments of one answer. @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeployments.html */
const MOST = 25;

/** The newest deployments of the group, the newest first, without those that CodeDeploy makes for one instance. */
export async function codeDeployReleases(operator: Operator, limit: number): Promise<Release[]> {
  const infos = (await newest(operator, limit)).slice(0, limit);
  const releases: Release[] = [];
  // One after the other: CodeDeploy throttles an account's calls all together.
  for (const info of infos) {
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

async function newest({ calls, system }: Operator, limit: number): Promise<DeploymentInfo[]> {
  const { application: applicationName, group: deploymentGroupName } = system.deploymentGroup ?? {};
  if (!applicationName) return [];
  const send = calls.of("codedeploy", CodeDeployClient);
  const infos: DeploymentInfo[] = [];
  let nextToken: string | undefined;
  do {
    const page = await send(new ListDeploymentsCommand({ applicationName, deploymentGroupName, nextToken }));
    const { deployments = [] } = page;
    for (let from = 0; from < deployments.length && infos.length < limit; from += MOST) {
      const deploymentIds = deployments.slice(from, from + MOST);
      const batch = await send(new BatchGetDeploymentsCommand({ deploymentIds }));
      infos.push(...(batch.deploymentsInfo ?? []).filter(({ creator }) => !isAutomatic(creator)));
    }
    nextToken = page.nextToken;
  } while (nextToken && infos.length < limit);
  return infos.sort((one, other) => (other.createTime?.getTime() ?? 0) - (one.createTime?.getTime() ?? 0));
}

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
