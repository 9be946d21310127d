import { AROUND, log, type Permissions, PULL } from "./permissions-table";

const SHELLS =
  "ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel on *";

const FAMILY = "${aws_ecs_task_definition.app_infra_task.family}";

const DEFAULT: Permissions = {
  task_execution: [...PULL, log("app_infra_logs")],
  // What the agent does for its cluster. Images and logs are the tasks' own.
  instance: [
    "ecs:DiscoverPollEndpoint on *",
    "ecs:DeregisterContainerInstance ecs:RegisterContainerInstance ecs:SubmitAttachmentStateChanges ecs:SubmitContainerStateChange ecs:SubmitTaskStateChange on <ecs>",
    "ecs:Poll ecs:StartTelemetrySession ecs:UpdateContainerInstancesState on ecs:container-instance/shop-ecs/*",
    "ssm:UpdateInstanceInformation on ec2:instance/*",
    SHELLS,
  ],
  flow_logs: AROUND.flow_logs ?? [],
};

/** What the roles of each configuration of a service may do whose tasks ECS itself replaces. */
export const EXPECTED_OF_ROLLING: Readonly<Record<string, Permissions>> = {
  "rolling tasks": DEFAULT,
  "rolling tasks, everything on": {
    ...DEFAULT,
    task_execution: [
      ...PULL,
      log("app_infra_logs"),
      "ssm:GetParameters on arn:aws:ssm:us-east-1:123456789012:parameter/shop/token",
    ],
    task: ["s3:GetObject on arn:aws:s3:::shop-pictures/*", SHELLS],
    // A release of this service, and nothing else.
    ci: [
      "ecs:DescribeServices on ecs:service/<ecs>/<app_infra_service>",
      `ecs:UpdateService on ecs:service/<ecs>/<app_infra_service> if ArnLikeIfExists ecs:task-definition ecs:task-definition/${FAMILY}:*`,
      "ecs:DescribeTaskDefinition on *",
      "ecs:RegisterTaskDefinition on *",
      `ecs:TagResource on ecs:task-definition/${FAMILY}:*`,
      "ecs:ListTasks on * if ArnEquals ecs:cluster <ecs>",
      "ecs:DescribeTasks on ecs:task/<ecs>/*",
      "iam:PassRole on <security_roles_task> <security_roles_task_execution> if StringEquals iam:PassedToService ecs-tasks.amazonaws.com",
      ...PULL,
      "ecr:CompleteLayerUpload ecr:InitiateLayerUpload ecr:PutImage ecr:UploadLayerPart on <app_infra_repository>",
    ],
  },
};
