import { CodeDeployClient, type DeploymentInfo, GetDeploymentCommand } from "@aws-sdk/client-codedeploy";
import type { Operator } from "../operator";

/** What CodeDeploy says of one deployment. @throws UserError where CodeDeploy knows it not */
export async function readDeployment({ calls }: Operator, deploymentId: string): Promise<DeploymentInfo> {
  const send = calls.of("codedeploy", CodeDeployClient);
  return (await send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo ?? {};
}
