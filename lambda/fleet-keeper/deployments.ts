import {
  GetDeploymentGroupCommand,
  paginateListDeployments,
  UpdateDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import { type Aws, isMissing } from "./aws";
import { patiently, waitFor } from "./patience";
import type { Fleet } from "./settings";

/** What the deployment group deploys to: CodeDeploy puts the copy there when a deployment has succeeded. */
export interface DeploysTo {
  /** Names of Auto Scaling groups. */
  readonly groups: readonly string[];
}

/** @returns `undefined` while there is no deployment group: before the first apply has made it, and on the way out */
export async function deploysTo(aws: Aws, fleet: Fleet): Promise<DeploysTo | undefined> {
  return unlessMissing(async () => {
    const { deploymentGroupInfo } = await aws.codeDeploy.send(
      new GetDeploymentGroupCommand({
        applicationName: fleet.application,
        deploymentGroupName: fleet.deploymentGroup,
      }),
    );
    return { groups: (deploymentGroupInfo?.autoScalingGroups ?? []).flatMap(({ name }) => name ?? []) };
  });
}

/** Points the deployment group at a group. Terraform leaves that to releases, so after a loss nothing else would. */
export async function deployTo(aws: Aws, fleet: Fleet, group: string): Promise<void> {
  await patiently(() =>
    aws.codeDeploy.send(
      new UpdateDeploymentGroupCommand({
        applicationName: fleet.application,
        currentDeploymentGroupName: fleet.deploymentGroup,
        autoScalingGroups: [group],
      }),
    ),
  );
}

/** Id of a deployment that has not ended. */
async function runningDeployment({ codeDeploy }: Aws, fleet: Fleet): Promise<string | undefined> {
  return unlessMissing(async () => {
    const pages = paginateListDeployments(
      { client: codeDeploy },
      {
        applicationName: fleet.application,
        deploymentGroupName: fleet.deploymentGroup,
        includeOnlyStatuses: ["Created", "Queued", "InProgress", "Baking", "Ready"],
      },
    );
    for await (const { deployments = [] } of pages) {
      if (deployments[0]) return deployments[0];
    }
    return undefined;
  });
}

/**
 * Waits until no deployment is in progress. One that is takes instances of the group out of the load balancer, and fails
 * where one of them is gone; and what is changed meanwhile is lost with the group, since its copy has been made already.
 *
 * @returns the deployment that is still in progress at the deadline
 */
export async function waitForDeployments(
  aws: Aws,
  fleet: Fleet,
  deadline: number,
): Promise<string | undefined> {
  let running: string | undefined;
  await waitFor(deadline, async () => {
    running = await runningDeployment(aws, fleet);
    return running === undefined ? true : undefined;
  });
  return running;
}

async function unlessMissing<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await patiently(ask);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
