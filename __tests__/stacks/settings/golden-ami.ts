import { configurationRows } from "./instance-configuration";
import { BUILD, policyOf, type Row } from "./row";

const TEMPLATE = "aws_launch_template.fleet_launch_template";
const INSTANCE = "aws_ssm_parameter.fleet_settings";
const TARGETS = "aws_lb_target_group.entry_target_group";
const THREE = { minSize: 3, desiredCapacity: 3 } as const;
const DEPLOYS = "aws_codedeploy_deployment_group.pipeline_deployment_group";
const DOCUMENT = "aws_ssm_document.golden_ami_document";
const POINTER = "aws_ssm_parameter.golden_ami_pointer";
const BASE = "data.aws_ssm_parameter.golden_ami_base_image";
const BAKES = "aws_lambda_function.bake_ami";
const KEEPER = "aws_lambda_function.keeper";
const FLEET = "aws_lambda_invocation.keeper_fleet";
const KEPT = "environment.variables.FLEET";
const alarm = (part: string) => `aws_cloudwatch_metric_alarm.pipeline_alarms_${part}`;

/** What the keeper is told, in both of the places where it stands. */
const kept = (path: string, value: unknown) => ({
  [KEEPER]: { [`${KEPT}.${path}`]: value },
  [FLEET]: { [`input.${path}`]: value },
});

const ROUTES = {
  statusCodes: ["200-299", "matcher"],
  intervalSeconds: [20, "interval"],
  timeoutSeconds: [3, "timeout"],
  healthyThreshold: [4, "healthy_threshold"],
  unhealthyThreshold: [5, "unhealthy_threshold"],
} as const;

const IMAGE: readonly Row[] = [
  {
    setting: "goldenAmi.image.parentImage",
    value: "/images/hardened",
    changed: {
      [BASE]: { name: "/images/hardened" },
      [DOCUMENT]: { "content.parameters.BaseImageParameter.default": "/images/hardened" },
      [policyOf("automation")]: ["policy.Statement"],
    },
  },
  {
    setting: "goldenAmi.image.parentImage",
    value: "ami-0123456789abcdef0",
    removed: [BASE],
    changed: {
      [POINTER]: { value: "ami-0123456789abcdef0" },
      [DOCUMENT]: ["content"],
      [policyOf("automation")]: ["policy.Statement"],
    },
  },
  {
    setting: "goldenAmi.image.imagesToKeep",
    value: 9,
    changed: { [BAKES]: { "environment.variables.IMAGES_TO_KEEP": "9" } },
  },
  {
    setting: "goldenAmi.image.userScript",
    value: "dnf install --assumeyes git",
    changed: { [DOCUMENT]: ["content.mainSteps"] },
  },
  {
    setting: "goldenAmi.image.checkScript",
    value: "git --version",
    changed: { [DOCUMENT]: ["content.mainSteps"] },
  },
  {
    setting: "goldenAmi.image.instanceType",
    value: "c7i.large",
    changed: { [DOCUMENT]: ["content.mainSteps"] },
  },
  {
    setting: "goldenAmi.image.schedule",
    value: "cron(0 3 1 * ? *)",
    added: ["aws_cloudwatch_event_{rule.schedule_rule,target.schedule_to_pipeline}"],
  },
];

const INSTANCES: readonly Row[] = [
  {
    setting: "goldenAmi.fleet.instanceType",
    value: "t3.small",
    changed: { [TEMPLATE]: { instance_type: "t3.small" }, [DOCUMENT]: ["content.mainSteps"] },
  },
  {
    setting: "goldenAmi.fleet.instanceType",
    value: "t4g.micro",
    changed: {
      [TEMPLATE]: { instance_type: "t4g.micro" },
      [BUILD]: ["environment"],
      [BASE]: { name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64" },
      [DOCUMENT]: ["content"],
      [policyOf("automation")]: ["policy.Statement"],
    },
  },
  // It is checked against the instance type, which says the same.
  { setting: "goldenAmi.fleet.architecture", value: "x86_64" },
  { setting: "goldenAmi.fleet.minSize", value: 2, changed: kept("sizes.min", 2) },
  { setting: "goldenAmi.fleet.maxSize", value: 9, changed: kept("sizes.max", 9) },
  { setting: "goldenAmi.fleet.desiredCapacity", value: 3, changed: kept("sizes.desired", 3) },
  {
    setting: "goldenAmi.fleet.rootVolumeGiB",
    value: 20,
    changed: {
      [TEMPLATE]: { "block_device_mappings.0.ebs.volume_size": 20 },
      [DOCUMENT]: ["content.mainSteps"],
    },
  },
  {
    setting: "goldenAmi.fleet.healthCheck.path",
    value: "/healthz",
    changed: {
      [TARGETS]: { "health_check.path": "/healthz" },
      [INSTANCE]: ["value"],
      [TEMPLATE]: ["user_data"],
    },
  },
  ...Object.entries(ROUTES).map(([setting, [value, attribute]]) => ({
    setting: `goldenAmi.fleet.healthCheck.${setting}`,
    value,
    changed: { [TARGETS]: { [`health_check.${attribute}`]: value } },
  })),
  {
    setting: "goldenAmi.fleet.healthCheck.graceSeconds",
    value: 600,
    changed: kept("healthCheckGraceSeconds", 600),
  },
  {
    setting: "goldenAmi.fleet.deregistrationDelaySeconds",
    value: 90,
    changed: { [TARGETS]: { deregistration_delay: "90" } },
  },
  ...["highCpuPercent", "lowCpuPercent", "cooldownSeconds"].map((setting) => ({
    setting: `goldenAmi.fleet.scaling.${setting}`,
    value: 80,
    changed: kept(`scaling.${setting}`, 80),
  })),
];

const RELEASE: readonly Row[] = [
  {
    setting: "goldenAmi.deployment.terminationWaitMinutes",
    value: 30,
    changed: {
      [DEPLOYS]: {
        "blue_green_deployment_config.terminate_blue_instances_on_deployment_success.termination_wait_time_in_minutes": 30,
      },
    },
  },
  {
    setting: "goldenAmi.deployment.approvalWaitMinutes",
    value: 60,
    changed: {
      [DEPLOYS]: {
        "blue_green_deployment_config.deployment_ready_option.action_on_timeout": "STOP_DEPLOYMENT",
        "blue_green_deployment_config.deployment_ready_option.wait_time_in_minutes": 60,
      },
    },
  },
  ...configurationRows(
    "goldenAmi.deployment.configuration",
    "shop-ami",
    { goldenAmi: { fleet: THREE } },
    { goldenAmi: { fleet: THREE, deployment: { configuration: { minimumHealthyHosts: 2 } } } },
  ),
  {
    setting: "goldenAmi.deployment.rollbackEvents",
    value: ["DEPLOYMENT_FAILURE"],
    changed: { [DEPLOYS]: { "auto_rollback_configuration.events": ["DEPLOYMENT_FAILURE"] } },
  },
  {
    setting: "goldenAmi.deployment.alarms.errorRatePercent",
    value: 5,
    changed: { [alarm("errors")]: { threshold: 5 } },
  },
  {
    setting: "goldenAmi.deployment.alarms.unhealthyHosts",
    value: 2,
    changed: { [alarm("unhealthy")]: { threshold: 2 } },
  },
  {
    setting: "goldenAmi.deployment.alarms.latencyP99Seconds",
    value: 1,
    changed: { [alarm("latency")]: { threshold: 1 } },
  },
  {
    setting: "goldenAmi.deployment.alarms.periodSeconds",
    value: 120,
    changed: {
      [alarm("errors")]: ["metric_query"],
      [alarm("latency")]: { period: 120 },
      [alarm("unhealthy")]: { period: 120, datapoints_to_alarm: 3, evaluation_periods: 3 },
    },
  },
  {
    setting: "goldenAmi.deployment.alarms.evaluationPeriods",
    value: 5,
    changed: {
      [alarm("{errors,latency,unhealthy}")]: { datapoints_to_alarm: 5, evaluation_periods: 5 },
    },
  },
  {
    setting: "goldenAmi.deployment.alarms.extra",
    value: ["orders-failing"],
    changed: { [DEPLOYS]: ["alarm_configuration.alarms"] },
  },
];

/** What is special to releases on an image of their own. */
export const GOLDEN_AMI: readonly Row[] = [...IMAGE, ...INSTANCES, ...RELEASE].map((row) => ({
  system: "golden-ami-blue-green",
  ...row,
}));
