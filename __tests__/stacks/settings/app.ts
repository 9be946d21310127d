import { BUILD, PLACEHOLDER, policyOf, type Row, SERVICE, SPREAD, TARGET_GROUPS, TEMPLATE } from "./row";

const CONTAINER = "value.containerDefinitions.app";
const PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/token";
const PICTURES = [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::pictures/*"] }];
const SCALED = { app: { autoscaling: { min: 1, max: 4 } } };
const SCALING = "aws_appautoscaling_target.app_infra_autoscaling";
const TASK_POLICY = policyOf("task");

const healthCheck = (name: string, value: unknown, attribute: string): Row => ({
  setting: `app.healthCheck.${name}`,
  value,
  changed: { [TARGET_GROUPS]: { [`health_check.${attribute}`]: value } },
});

export const APP: readonly Row[] = [
  {
    setting: "app.port",
    value: 9000,
    changed: {
      [BUILD]: { "environment.environment_variable.CONTAINER_PORT.value": "9000" },
      [SERVICE]: { "load_balancer.0.container_port": 9000 },
      [PLACEHOLDER]: ["container_definitions.app.command", "container_definitions.app.portMappings"],
      // Read when the repository is made, and ignored after that.
      "aws_lambda_invocation.pipeline_seed_invocation": ["input.files"],
      [TEMPLATE]: {
        [`${CONTAINER}.portMappings.0.containerPort`]: 9000,
        [`${CONTAINER}.portMappings.0.hostPort`]: 9000,
      },
    },
  },
  {
    setting: "app.cpu",
    value: 512,
    also: { "app.memory": 1024 },
    changed: {
      [PLACEHOLDER]: { cpu: "512", memory: "1024" },
      [TEMPLATE]: { "value.cpu": "512", "value.memory": "1024" },
    },
  },
  {
    setting: "app.memory",
    value: 1024,
    changed: { [PLACEHOLDER]: { memory: "1024" }, [TEMPLATE]: { "value.memory": "1024" } },
  },
  {
    setting: "app.architecture",
    value: "arm64",
    changed: {
      [BUILD]: {
        "environment.environment_variable.IMAGE_PLATFORM.value": "linux/arm64",
        "environment.image": "aws/codebuild/amazonlinux-aarch64-standard:3.0",
        "environment.type": "ARM_CONTAINER",
      },
      [PLACEHOLDER]: { "runtime_platform.cpu_architecture": "ARM64" },
      [TEMPLATE]: { "value.runtimePlatform.cpuArchitecture": "ARM64" },
    },
  },
  { setting: "app.desiredCount", value: 4, changed: { [SERVICE]: { desired_count: 4 } } },
  {
    setting: "app.autoscaling",
    value: { min: 2, max: 6 },
    added: ["aws_appautoscaling_policy.app_infra_autoscaling_cpu", SCALING],
  },
  { setting: "app.autoscaling.min", value: 2, given: SCALED, changed: { [SCALING]: { min_capacity: 2 } } },
  { setting: "app.autoscaling.max", value: 8, given: SCALED, changed: { [SCALING]: { max_capacity: 8 } } },
  {
    setting: "app.autoscaling.cpuPercent",
    value: 40,
    given: SCALED,
    changed: {
      "aws_appautoscaling_policy.app_infra_autoscaling_cpu": {
        "target_tracking_scaling_policy_configuration.target_value": 40,
      },
    },
  },
  {
    setting: "app.autoscaling.memoryPercent",
    value: 70,
    given: SCALED,
    added: ["aws_appautoscaling_policy.app_infra_autoscaling_memory"],
  },
  {
    setting: "app.environment",
    value: { GREETING: "${hello}" },
    changed: {
      [TEMPLATE]: {
        [`${CONTAINER}.environment`]: undefined,
        [`${CONTAINER}.environment.GREETING.name`]: "GREETING",
        // As Terraform writes a text that is no reference.
        [`${CONTAINER}.environment.GREETING.value`]: "$${hello}",
      },
    },
  },
  {
    setting: "app.secrets",
    value: { TOKEN: PARAMETER },
    changed: {
      [TEMPLATE]: {
        [`${CONTAINER}.secrets`]: undefined,
        [`${CONTAINER}.secrets.TOKEN.name`]: "TOKEN",
        [`${CONTAINER}.secrets.TOKEN.valueFrom`]: PARAMETER,
      },
      [policyOf("task_execution")]: ["policy.Statement.ssm:GetParameters"],
    },
  },
  {
    setting: "app.secretKeyArns",
    value: ["arn:aws:kms:us-east-1:123456789012:key/1"],
    given: { app: { secrets: { TOKEN: PARAMETER } } },
    changed: { [policyOf("task_execution")]: ["policy.Statement.kms:Decrypt"] },
  },
  { setting: "app.permissions", value: PICTURES, added: [TASK_POLICY] },
  {
    setting: "app.permissions[].actions",
    value: ["s3:PutObject"],
    given: { app: { permissions: PICTURES } },
    changed: { [TASK_POLICY]: ["policy.Statement.s3:GetObject", "policy.Statement.s3:PutObject"] },
  },
  {
    setting: "app.permissions[].resources",
    value: ["arn:aws:s3:::films/*"],
    given: { app: { permissions: PICTURES } },
    changed: { [TASK_POLICY]: { "policy.Statement.s3:GetObject.Resource": ["arn:aws:s3:::films/*"] } },
  },
  healthCheck("path", "/up", "path"),
  healthCheck("statusCodes", "200-299", "matcher"),
  healthCheck("intervalSeconds", 15, "interval"),
  healthCheck("timeoutSeconds", 3, "timeout"),
  healthCheck("healthyThreshold", 5, "healthy_threshold"),
  healthCheck("unhealthyThreshold", 5, "unhealthy_threshold"),
  {
    setting: "app.healthCheck.graceSeconds",
    value: 150,
    changed: {
      [SERVICE]: { health_check_grace_period_seconds: 150 },
      // Two and a half minutes in which a task may start touch four periods, and there is one more.
      "aws_cloudwatch_metric_alarm.pipeline_alarms_{blue,green}_unhealthy": {
        datapoints_to_alarm: 5,
        evaluation_periods: 5,
      },
    },
  },
  {
    setting: "app.spotPercent",
    value: 40,
    changed: {
      [SPREAD]: {
        "value.0.Weight": 60,
        "value.1.Base": 0,
        "value.1.CapacityProvider": "FARGATE_SPOT",
        "value.1.Weight": 40,
      },
      [SERVICE]: {
        "capacity_provider_strategy.0.weight": 60,
        "capacity_provider_strategy.1.base": 0,
        "capacity_provider_strategy.1.capacity_provider": "FARGATE_SPOT",
        "capacity_provider_strategy.1.weight": 40,
      },
    },
  },
  {
    setting: "app.exec",
    value: true,
    given: { app: { readOnlyRootFilesystem: false } },
    added: [TASK_POLICY],
    changed: { [SERVICE]: { enable_execute_command: true } },
  },
  {
    setting: "app.readOnlyRootFilesystem",
    value: false,
    changed: { [TEMPLATE]: { [`${CONTAINER}.readonlyRootFilesystem`]: false } },
  },
  {
    setting: "app.stopTimeoutSeconds",
    value: 60,
    changed: { [TEMPLATE]: { [`${CONTAINER}.stopTimeout`]: 60 } },
  },
  {
    setting: "app.placeholderImage",
    value: "registry.example.com/nginx",
    changed: { [PLACEHOLDER]: { "container_definitions.app.image": "registry.example.com/nginx" } },
  },
  {
    setting: "app.logRetentionDays",
    value: 90,
    changed: { "aws_cloudwatch_log_group.app_infra_logs": { retention_in_days: 90 } },
  },
];
