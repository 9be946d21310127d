import type { Account } from "../security/account";
import { passToTasks, pushImages, registerTaskDefinitions } from "../security/permissions";
import type { Statement } from "../security/policy-document";

export interface ReleaseScope {
  readonly account: Account;
  readonly clusterName: string;
  readonly serviceName: string;
  /** Family of the task definitions that are released. */
  readonly family: string;
  /** Roles that tasks bear. */
  readonly taskRoleArns: readonly string[];
  /** Where images are pushed to. @default - not to ECR */
  readonly imageRepositoryArn?: string;
}

/**
 * What `ecs-deploy` asks AWS for when it releases one service, and what it takes to push the image.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
export function releaseService(scope: ReleaseScope): Statement[] {
  const { account, clusterName, serviceName, family, imageRepositoryArn } = scope;
  return [
    {
      Action: ["ecs:DescribeServices", "ecs:UpdateService"],
      Resource: [account.arn("ecs", `service/${clusterName}/${serviceName}`)],
    },
    { Action: ["ecs:DescribeTaskDefinition", "ecs:ListTaskDefinitions"], Resource: ["*"] },
    ...registerTaskDefinitions(account, family),
    // Why tasks have stopped, and which image they run.
    {
      Action: ["ecs:ListTasks"],
      Resource: [account.arn("ecs", `container-instance/${clusterName}/*`)],
    },
    { Action: ["ecs:DescribeTasks"], Resource: [account.arn("ecs", `task/${clusterName}/*`)] },
    passToTasks(scope.taskRoleArns),
    ...(imageRepositoryArn === undefined ? [] : pushImages(imageRepositoryArn)),
  ];
}
