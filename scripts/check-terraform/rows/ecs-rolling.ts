import { hcl, same } from "../hcl";
import type { Row } from "../row";

const SERVICE = "aws_ecs_service.app_infra_service";
const TASK = "aws_ecs_task_definition.app_infra_task";
const TEMPLATE = "aws_launch_template.ecs_instances_launch_template";
const GROUP = "aws_autoscaling_group.ecs_instances_group";
const PROVIDER = "aws_ecs_capacity_provider.ecs_instances_provider";
const IDENTITY = "aws_iam_openid_connect_provider.ci_identity_provider";

const container = `jsondecode(${TASK}.container_definitions)[0]`;
const trust = "jsondecode(aws_iam_role.ci_role.assume_role_policy).Statement[0]";
const resourcesOf = (action: string) =>
  `flatten([for s in jsondecode(aws_iam_role_policy.ci_role_policy.policy).Statement : s.Resource if contains(s.Action, "${action}")])`;

const CREDENTIALS = "arn:aws:secretsmanager:us-east-1:123456789012:secret:registry-AbCdEf";

/** A service whose tasks ECS itself replaces. */
export const ECS_ROLLING_ROWS: readonly Row[] = [
  {
    name: "rolling-tasks",
    config: { systems: ["ecs-rolling"] },
    released: true,
    backends: { "ecs-rolling": { local: { path: "../../../terraform.shop.ecs-rolling.tfstate" } } },
    counts: { aws_ecr_repository: 1, aws_iam_openid_connect_provider: 0, aws_autoscaling_group: 1 },
    planned: {
      "two instances start, of four at most": `${GROUP}.min_size == 2 && ${GROUP}.max_size == 4`,
      "every task serves until another does": `${SERVICE}.deployment_minimum_healthy_percent == 100 && ${SERVICE}.deployment_maximum_percent == 200`,
    },
    applied: {
      "Docker chooses the port": `${container}.portMappings[0].hostPort == 0`,
      "releases begin with an image of the registry's": `${container}.image == "\${aws_ecr_repository.app_infra_repository.repository_url}:unreleased"`,
    },
  },
  {
    name: "rolling-tasks-fixed-port",
    config: {
      systems: ["ecs-rolling"],
      network: { nat: "none", zones: 3 },
      app: { desiredCount: 3, autoscaling: { min: 2, max: 4 } },
      pipeline: { notificationEmails: ["ops@example.com"] },
      ecsRolling: {
        instances: { instanceType: "t4g.small", minSize: 3, maxSize: 5, targetCapacityPercent: 80 },
        hostPort: 443,
        minimumHealthyPercent: 75,
        ci: { repository: "acme/shop", environment: "production" },
      },
    },
    released: true,
    counts: { aws_sns_topic: 1, aws_iam_openid_connect_provider: 1, aws_nat_gateway: 0 },
    planned: {
      "a fifth of the instances is kept free": `${PROVIDER}.auto_scaling_group_provider[0].managed_scaling[0].target_capacity == 80`,
      "instances are ARM, with an image for it": `${TEMPLATE}.instance_type == "t4g.small" && strcontains(${TEMPLATE}.image_id, "/arm64/")`,
      "tokens are GitHub's, for AWS": `${IDENTITY}.url == "https://token.actions.githubusercontent.com" && contains(${IDENTITY}.client_id_list, "sts.amazonaws.com")`,
    },
    applied: {
      "a port is taken once on each instance": `${container}.portMappings[0].hostPort == 443`,
      "jobs of one environment may release": `${trust}.Principal.Federated == ${IDENTITY}.arn && ${trust}.Condition.StringEquals["token.actions.githubusercontent.com:sub"] == "repo:acme/shop:environment:production"`,
      "jobs may release this service alone": same(resourcesOf("ecs:UpdateService"), [
        hcl("arn:aws:ecs:us-east-1:123456789012:service/shop-ecs/shop-ecs"),
      ]),
      "jobs may pass the roles of tasks alone": same(resourcesOf("iam:PassRole"), [
        "aws_iam_role.security_roles_task.arn",
        "aws_iam_role.security_roles_task_execution.arn",
      ]),
      "alarms are heard of": `one(aws_cloudwatch_metric_alarm.alarms_errors.alarm_actions) == aws_sns_topic.notifications_topic.arn`,
    },
  },
  {
    name: "rolling-tasks-fargate",
    config: {
      systems: ["ecs-rolling"],
      app: { spotPercent: 50 },
      ecsRolling: {
        capacity: "fargate",
        registry: { image: "registry.example.com/team/shop", credentialsArn: CREDENTIALS },
        ci: { provider: "gitlab", repository: "acme/web/shop", branch: "live" },
      },
    },
    released: true,
    counts: { aws_ecr_repository: 0, aws_autoscaling_group: 0, aws_launch_template: 0 },
    planned: {
      "half of the tasks run on Spot": `sum([for s in ${SERVICE}.capacity_provider_strategy : s.weight if s.capacity_provider == "FARGATE_SPOT"]) == 50`,
      "tokens are GitLab's": `${IDENTITY}.url == "https://gitlab.com"`,
    },
    applied: {
      "images come from the registry that is named, with its secret": `${container}.image == "registry.example.com/team/shop:unreleased" && ${container}.repositoryCredentials.credentialsParameter == "${CREDENTIALS}"`,
      "jobs of one branch may release": `${trust}.Condition.StringEquals["gitlab.com:sub"] == "project_path:acme/web/shop:ref_type:branch:ref:live"`,
      "nobody may push images": `length(${resourcesOf("ecr:PutImage")}) == 0`,
    },
  },
];
