import { openShells } from "../fleet/instance-permissions";
import type { Account } from "../security/account";
import type { Statement } from "../security/policy-document";

/**
 * What ECS's agent does on an instance of one cluster, out of AmazonEC2ContainerServiceforEC2Role. Images are pulled and
 * logs written with the roles of tasks.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
export function serveContainers(
  account: Account,
  cluster: { readonly name: string; readonly arn: string },
): Statement[] {
  return [
    { Action: ["ecs:DiscoverPollEndpoint"], Resource: ["*"] },
    {
      Action: [
        "ecs:DeregisterContainerInstance",
        "ecs:RegisterContainerInstance",
        "ecs:SubmitAttachmentStateChanges",
        "ecs:SubmitContainerStateChange",
        "ecs:SubmitTaskStateChange",
      ],
      Resource: [cluster.arn],
    },
    {
      Action: ["ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"],
      Resource: [account.arn("ecs", `container-instance/${cluster.name}/*`)],
    },
    ...openShells(account),
  ];
}
