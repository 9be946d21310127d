import { configurationRows } from "./instance-configuration";
import { BUILD, policyOf, type Row } from "./row";

const TEMPLATE = "aws_launch_template.fleet_launch_template";
const INSTANCE = "aws_ssm_parameter.fleet_settings";
const TARGETS = "aws_lb_target_group.entry_target_group";
const THREE = { minSize: 3, desiredCapacity: 3 } as const;
const DEPLOYS = "aws_codedeploy_deployment_group.pipeline_deployment_group";
const FILES = "aws_efs_file_system.file_system";
const VARIABLES = "environment.environment_variable";
const alarm = (part: string) => `aws_cloudwatch_metric_alarm.pipeline_alarms_${part}`;

/** What the keeper is told, in both of the places where it stands. */
const kept = (path: string, value: unknown) => ({
  "aws_lambda_function.keeper": { [`environment.variables.FLEET.${path}`]: value },
  "aws_lambda_invocation.keeper_fleet": { [`input.${path}`]: value },
});

const FILE_SYSTEM: readonly Row[] = [
  {
    setting: "efs.fileSystem.colors",
    value: ["spring", "autumn"],
    changed: { [BUILD]: { [`${VARIABLES}.COLORS.value`]: "spring autumn" } },
  },
  {
    setting: "efs.fileSystem.backup",
    value: false,
    changed: { "aws_efs_backup_policy.file_system_backup": { "backup_policy.status": "DISABLED" } },
  },
  {
    setting: "efs.fileSystem.transitionToIaDays",
    value: 90,
    changed: { [FILES]: { "lifecycle_policy.0.transition_to_ia": "AFTER_90_DAYS" } },
  },
];

const ROUTES = {
  statusCodes: ["200-299", "matcher"],
  intervalSeconds: [20, "interval"],
  timeoutSeconds: [3, "timeout"],
  healthyThreshold: [4, "healthy_threshold"],
  unhealthyThreshold: [5, "unhealthy_threshold"],
} as const;

const INSTANCES: readonly Row[] = [
  {
    setting: "efs.fleet.instanceType",
    value: "t4g.micro",
    changed: {
      [TEMPLATE]: {
        instance_type: "t4g.micro",
        image_id: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
      },
      [BUILD]: ["environment"],
      // Both launch by the template: they read where its image comes from.
      [policyOf("fleet_keeper")]: ["policy.Statement.ssm:GetParameters"],
      [policyOf("deploy")]: ["policy.Statement.ssm:GetParameters"],
    },
  },
  // It is checked against the instance type, which says the same.
  { setting: "efs.fleet.architecture", value: "x86_64" },
  { setting: "efs.fleet.minSize", value: 2, changed: kept("sizes.min", 2) },
  { setting: "efs.fleet.maxSize", value: 9, changed: kept("sizes.max", 9) },
  { setting: "efs.fleet.desiredCapacity", value: 3, changed: kept("sizes.desired", 3) },
  {
    setting: "efs.fleet.rootVolumeGiB",
    value: 20,
    changed: { [TEMPLATE]: { "block_device_mappings.0.ebs.volume_size": 20 } },
  },
  {
    setting: "efs.fleet.healthCheck.path",
    value: "/healthz",
    changed: {
      [TARGETS]: { "health_check.path": "/healthz" },
      [INSTANCE]: ["value"],
      [TEMPLATE]: ["user_data"],
    },
  },
  ...Object.entries(ROUTES).map(([setting, [value, attribute]]) => ({
    setting: `efs.fleet.healthCheck.${setting}`,
    value,
    changed: { [TARGETS]: { [`health_check.${attribute}`]: value } },
  })),
  {
    setting: "efs.fleet.healthCheck.graceSeconds",
    value: 600,
    changed: kept("healthCheckGraceSeconds", 600),
  },
  {
    setting: "efs.fleet.deregistrationDelaySeconds",
    value: 90,
    changed: { [TARGETS]: { deregistration_delay: "90" } },
  },
];

/** A release that takes longer is waited for longer by the build of the next one. */
const waiting = (waitMinutes: number) => ({
  [BUILD]: { build_timeout: 20 + waitMinutes, [`${VARIABLES}.WAIT_MINUTES.value`]: String(waitMinutes) },
});

const RELEASE: readonly Row[] = [
  {
    setting: "efs.deployment.terminationWaitMinutes",
    value: 30,
    changed: {
      [DEPLOYS]: {
        "blue_green_deployment_config.terminate_blue_instances_on_deployment_success.termination_wait_time_in_minutes": 30,
      },
      ...waiting(75),
    },
  },
  {
    setting: "efs.deployment.approvalWaitMinutes",
    value: 60,
    changed: {
      [DEPLOYS]: {
        "blue_green_deployment_config.deployment_ready_option.action_on_timeout": "STOP_DEPLOYMENT",
        "blue_green_deployment_config.deployment_ready_option.wait_time_in_minutes": 60,
      },
      ...waiting(110),
    },
  },
  ...configurationRows(
    "efs.deployment.configuration",
    "shop-efs",
    { efs: { fleet: THREE } },
    { efs: { fleet: THREE, deployment: { configuration: { minimumHealthyHosts: 2 } } } },
  ),
  {
    setting: "efs.deployment.rollbackEvents",
    value: ["DEPLOYMENT_FAILURE"],
    changed: { [DEPLOYS]: { "auto_rollback_configuration.events": ["DEPLOYMENT_FAILURE"] } },
  },
  {
    setting: "efs.deployment.alarms.errorRatePercent",
    value: 5,
    changed: { [alarm("errors")]: { threshold: 5 } },
  },
  {
    setting: "efs.deployment.alarms.unhealthyHosts",
    value: 2,
    changed: { [alarm("unhealthy")]: { threshold: 2 } },
  },
  {
    setting: "efs.deployment.alarms.latencyP99Seconds",
    value: 1,
    changed: { [alarm("latency")]: { threshold: 1 } },
  },
  {
    setting: "efs.deployment.alarms.periodSeconds",
    value: 120,
    changed: {
      [alarm("errors")]: ["metric_query"],
      [alarm("latency")]: { period: 120 },
      [alarm("unhealthy")]: { period: 120, datapoints_to_alarm: 3, evaluation_periods: 3 },
    },
  },
  {
    setting: "efs.deployment.alarms.evaluationPeriods",
    value: 5,
    changed: {
      [alarm("{errors,latency,unhealthy}")]: { datapoints_to_alarm: 5, evaluation_periods: 5 },
    },
  },
  {
    setting: "efs.deployment.alarms.extra",
    value: ["orders-failing"],
    changed: { [DEPLOYS]: ["alarm_configuration.alarms"] },
  },
];

/** What is special to releases on a shared file system. */
export const EFS: readonly Row[] = [...FILE_SYSTEM, ...INSTANCES, ...RELEASE].map((row) => ({
  system: "ec2-efs-blue-green",
  ...row,
}));
