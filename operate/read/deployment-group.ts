import {
  CodeDeployClient,
  type DeploymentGroupInfo,
  GetDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import type { Operator } from "../operator";

/** What CodeDeploy says of the system's deployment group; nothing where there is none. */
export async function readDeploymentGroup({ calls, system }: Operator): Promise<DeploymentGroupInfo> {
  if (!system.deploymentGroup) return {};
  const { application: applicationName, group: deploymentGroupName } = system.deploymentGroup;
  const { deploymentGroupInfo } = await calls.of(
    "codedeploy",
    CodeDeployClient,
  )(new GetDeploymentGroupCommand({ applicationName, deploymentGroupName }));
  return deploymentGroupInfo ?? {};
}
