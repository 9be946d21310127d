import type { Account } from "../security/account";
import { passToTasks, pushImages, registerTaskDefinitions } from "../security/permissions";
import type { Statement } from "../security/policy-document";

export interface ReleaseScope {
  readonly account: Account;
  readonly clusterName: string;
  readonly clusterArn: string;
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
  const service = account.arn("ecs", `service/${clusterName}/${serviceName}`);
  return [
    { Action: ["ecs:DescribeServices"], Resource: [service] },
    // Of this family alone: roles are looked at when a task definition is registered, not when it is run.
    {
      Action: ["ecs:UpdateService"],
      Resource: [service],
      Condition: {
        ArnLikeIfExists: { "ecs:task-definition": account.arn("ecs", `task-definition/${family}:*`) },
      },
    },
    { Action: ["ecs:DescribeTaskDefinition"], Resource: ["*"] },
    ...registerTaskDefinitions(account, family),
    // Why tasks have stopped, and which image they run. A list by service is asked for on *.
    {
      Action: ["ecs:ListTasks"],
      Resource: ["*"],
      Condition: { ArnEquals: { "ecs:cluster": scope.clusterArn } },
    },
    { Action: ["ecs:DescribeTasks"], Resource: [account.arn("ecs", `task/${clusterName}/*`)] },
    passToTasks(scope.taskRoleArns),
    ...(imageRepositoryArn === undefined ? [] : pushImages(imageRepositoryArn)),
  ];
}
