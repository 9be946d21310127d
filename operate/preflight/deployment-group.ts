import type { DeploymentGroupInfo } from "@aws-sdk/client-codedeploy";
import type { Facts } from "../facts";
import { readDeploymentGroup } from "../read/deployment-group";

/** What CodeDeploy says of the system's deployment group, asked for once; nothing where there is none. */
export function deploymentGroupOf(facts: Facts): Promise<DeploymentGroupInfo> {
  return facts.once("deployment group", () => readDeploymentGroup(facts.operator));
}
