import type { Row } from "./row";

const SERVICE = "aws_ecs_service.app_infra_service";
const TASK = "aws_ecs_task_definition.app_infra_task";
const BOTH_TASKS = "aws_ecs_task_definition.app_infra_task{,_placeholder}";
const GROUP = "aws_autoscaling_group.ecs_instances_group";
const PROVIDER = "aws_ecs_capacity_provider.ecs_instances_provider";
const INSTANCES = "aws_launch_template.ecs_instances_launch_template";
const TARGETS = "aws_lb_target_group.entry_target_group";
const CI_ROLE = "aws_iam_role.ci_role";
const IDENTITY = "aws_iam_openid_connect_provider.ci_identity_provider";
const OUTPUTS_OF_IMAGE = "output.{image_repository_url,release_command}";
const alarm = (part: string) => `aws_cloudwatch_metric_alarm.alarms_${part}`;

const CI = { ecsRolling: { ci: { repository: "acme/shop" } } } as const;
const GITLAB = { ecsRolling: { ci: { provider: "gitlab", repository: "acme/shop" } } } as const;
const REGISTRY = { ecsRolling: { registry: { image: "registry.example.com/team/shop" } } } as const;
const SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:registry-AbCdEf";
const IDENTITY_PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

const rows: readonly Row[] = [
  {
    setting: "ecsRolling.capacity",
    value: "fargate",
    removed: [
      GROUP,
      PROVIDER,
      INSTANCES,
      "aws_iam_instance_profile.ecs_instances_launch_template_profile",
      "aws_iam_role.security_roles_instance",
      "aws_iam_role_policy.security_roles_instance_policy",
    ],
    changed: {
      [SERVICE]: ["capacity_provider_strategy", "network_configuration", "ordered_placement_strategy"],
      [BOTH_TASKS]: ["container_definitions", "network_mode", "requires_compatibilities"],
      "aws_ecs_cluster_capacity_providers.ecs_capacity": { capacity_providers: ["FARGATE", "FARGATE_SPOT"] },
      [TARGETS]: { target_type: "ip" },
    },
  },
  {
    setting: "ecsRolling.instances.instanceType",
    value: "t4g.medium",
    changed: {
      [INSTANCES]: {
        instance_type: "t4g.medium",
        image_id: "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
      },
      [BOTH_TASKS]: { "runtime_platform.cpu_architecture": "ARM64" },
      "output.image_platform": { value: "linux/arm64" },
    },
  },
  { setting: "ecsRolling.instances.minSize", value: 3, changed: { [GROUP]: { min_size: 3 } } },
  {
    setting: "ecsRolling.instances.maxSize",
    value: 9,
    changed: {
      [GROUP]: { max_size: 9 },
      [PROVIDER]: { "auto_scaling_group_provider.managed_scaling.maximum_scaling_step_size": 9 },
    },
  },
  {
    setting: "ecsRolling.instances.targetCapacityPercent",
    value: 80,
    changed: { [PROVIDER]: { "auto_scaling_group_provider.managed_scaling.target_capacity": 80 } },
  },
  {
    setting: "ecsRolling.instances.rootVolumeGiB",
    value: 50,
    changed: { [INSTANCES]: { "block_device_mappings.0.ebs.volume_size": 50 } },
  },
  {
    setting: "ecsRolling.instances.maxLifetimeDays",
    value: 7,
    changed: { [GROUP]: { max_instance_lifetime: 604_800 } },
  },
  {
    setting: "ecsRolling.hostPort",
    value: 443,
    changed: {
      [BOTH_TASKS]: ["container_definitions"],
      // Each new task takes an instance.
      [PROVIDER]: { "auto_scaling_group_provider.managed_scaling.minimum_scaling_step_size": 2 },
    },
  },
  {
    setting: "ecsRolling.minimumHealthyPercent",
    value: 50,
    changed: { [SERVICE]: { deployment_minimum_healthy_percent: 50 } },
  },
  {
    setting: "ecsRolling.maximumPercent",
    value: 150,
    changed: { [SERVICE]: { deployment_maximum_percent: 150 } },
  },
  {
    setting: "ecsRolling.registry",
    value: { image: "registry.example.com/team/shop" },
    removed: ["aws_ecr_{lifecycle_policy.app_infra_repository_expiry,repository.app_infra_repository}"],
    changed: {
      [TASK]: ["container_definitions"],
      "aws_iam_role_policy.security_roles_task_execution_policy": ["policy.Statement"],
      [OUTPUTS_OF_IMAGE]: ["value"],
    },
  },
  {
    setting: "ecsRolling.registry.image",
    value: "registry.example.com/other/shop",
    given: REGISTRY,
    changed: { [TASK]: ["container_definitions"], [OUTPUTS_OF_IMAGE]: ["value"] },
  },
  {
    setting: "ecsRolling.registry.credentialsArn",
    value: SECRET,
    given: REGISTRY,
    changed: {
      [TASK]: ["container_definitions"],
      "aws_iam_role_policy.security_roles_task_execution_policy": ["policy.Statement"],
    },
  },
  {
    setting: "ecsRolling.ci.repository",
    value: "acme/shop",
    added: [CI_ROLE, "aws_iam_role_policy.ci_role_policy", IDENTITY, "output.ci_role_arn"],
  },
  {
    setting: "ecsRolling.ci.provider",
    value: "gitlab",
    given: CI,
    changed: {
      [CI_ROLE]: ["assume_role_policy.Statement"],
      [IDENTITY]: { url: "https://gitlab.com", client_id_list: ["https://gitlab.com"] },
    },
  },
  {
    setting: "ecsRolling.ci.branch",
    value: "live",
    given: CI,
    changed: { [CI_ROLE]: ["assume_role_policy.Statement"] },
  },
  {
    setting: "ecsRolling.ci.environment",
    value: "production",
    given: CI,
    changed: { [CI_ROLE]: ["assume_role_policy.Statement"] },
  },
  {
    setting: "ecsRolling.ci.host",
    value: "git.example.com",
    given: GITLAB,
    changed: {
      [CI_ROLE]: ["assume_role_policy.Statement"],
      [IDENTITY]: { url: "https://git.example.com", client_id_list: ["https://git.example.com"] },
    },
  },
  {
    setting: "ecsRolling.ci.identityProviderArn",
    value: IDENTITY_PROVIDER,
    given: CI,
    removed: [IDENTITY],
    changed: { [CI_ROLE]: ["assume_role_policy.Statement"] },
  },
  {
    setting: "ecsRolling.alarms.errorRatePercent",
    value: 5,
    changed: { [alarm("errors")]: { threshold: 5 } },
  },
  {
    setting: "ecsRolling.alarms.unhealthyHosts",
    value: 2,
    changed: { [alarm("unhealthy")]: { threshold: 2 } },
  },
  {
    setting: "ecsRolling.alarms.latencyP99Seconds",
    value: 1,
    changed: { [alarm("latency")]: { threshold: 1 } },
  },
  {
    setting: "ecsRolling.alarms.periodSeconds",
    value: 120,
    changed: {
      [alarm("errors")]: ["metric_query"],
      [alarm("latency")]: { period: 120 },
      [alarm("unhealthy")]: { period: 120 },
      "output.release_command": ["value"],
    },
  },
  {
    setting: "ecsRolling.alarms.evaluationPeriods",
    value: 5,
    changed: {
      [alarm("{errors,latency,unhealthy}")]: { datapoints_to_alarm: 5, evaluation_periods: 5 },
      "output.release_command": ["value"],
    },
  },
  {
    setting: "ecsRolling.alarms.extra",
    value: ["orders-failing"],
    changed: { [SERVICE]: ["alarms.alarm_names"] },
  },
];

/** What is special to a service whose tasks ECS itself replaces. */
export const ECS_ROLLING: readonly Row[] = rows.map((row) => ({ system: "ecs-rolling", ...row }));
