import {
  CodeDeployClient,
  type DeploymentGroupInfo,
  GetDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import type { Facts } from "../facts";

/** What CodeDeploy says of the system's deployment group; nothing where there is none. */
export function deploymentGroupOf(facts: Facts): Promise<DeploymentGroupInfo> {
  return facts.once("deployment group", async () => {
    const { calls, system } = facts.operator;
    if (!system.deploymentGroup) return {};
    const { application: applicationName, group: deploymentGroupName } = system.deploymentGroup;
    const { deploymentGroupInfo } = await calls.of(
      "codedeploy",
      CodeDeployClient,
    )(new GetDeploymentGroupCommand({ applicationName, deploymentGroupName }));
    return deploymentGroupInfo ?? {};
  });
}
