import { configurationRows } from "./instance-configuration";
import { BUILD, policyOf, type Row } from "./row";

const TEMPLATE = "aws_launch_template.fleet_launch_template";
const INSTANCE = "aws_ssm_parameter.fleet_settings";
const ASG = "aws_autoscaling_group.group";
const TARGETS = "aws_lb_target_group.entry_target_group";
const LISTENER = "aws_lb_listener.entry_production";
const BALANCER = "aws_lb.entry_load_balancer";
const DEPLOYS = "aws_codedeploy_deployment_group.pipeline_deployment_group";
const alarm = (part: string) => `aws_cloudwatch_metric_alarm.pipeline_alarms_${part}`;

const NETWORK = { rolling: { loadBalancer: { type: "network" } } } as const;
const HOSTS = { rolling: { configuration: { minimumHealthyHosts: 2 } } } as const;

const rows: readonly Row[] = [
  {
    setting: "rolling.fleet.instanceType",
    value: "t3.small",
    changed: { [TEMPLATE]: { instance_type: "t3.small" } },
  },
  {
    setting: "rolling.fleet.instanceType",
    value: "t4g.micro",
    changed: {
      [TEMPLATE]: {
        instance_type: "t4g.micro",
        image_id: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
      },
      [BUILD]: ["environment"],
    },
  },
  // It is checked against the instance type, which says the same.
  { setting: "rolling.fleet.architecture", value: "x86_64" },
  { setting: "rolling.fleet.minSize", value: 2, changed: { [ASG]: { min_size: 2, min_elb_capacity: 2 } } },
  { setting: "rolling.fleet.maxSize", value: 9, changed: { [ASG]: { max_size: 9 } } },
  { setting: "rolling.fleet.desiredCapacity", value: 4, changed: { [ASG]: { desired_capacity: 4 } } },
  {
    setting: "rolling.fleet.rootVolumeGiB",
    value: 20,
    changed: { [TEMPLATE]: { "block_device_mappings.0.ebs.volume_size": 20 } },
  },
  {
    setting: "rolling.fleet.healthCheck.path",
    value: "/healthz",
    changed: {
      [TARGETS]: { "health_check.path": "/healthz" },
      [INSTANCE]: ["value"],
      [TEMPLATE]: ["user_data"],
    },
  },
  ...(
    [
      ["statusCodes", "200-299", "matcher"],
      ["intervalSeconds", 20, "interval"],
      ["timeoutSeconds", 3, "timeout"],
      ["healthyThreshold", 4, "healthy_threshold"],
      ["unhealthyThreshold", 5, "unhealthy_threshold"],
    ] as const
  ).map(([setting, value, attribute]) => ({
    setting: `rolling.fleet.healthCheck.${setting}`,
    value,
    changed: { [TARGETS]: { [`health_check.${attribute}`]: value } },
  })),
  {
    setting: "rolling.fleet.healthCheck.graceSeconds",
    value: 600,
    changed: { [ASG]: { health_check_grace_period: 600 } },
  },
  {
    setting: "rolling.loadBalancer.type",
    value: "network",
    removed: [
      alarm("{errors,latency}"),
      "aws_s3_bucket.entry_load_balancer_access_logs_bucket",
      "aws_s3_bucket_{lifecycle_configuration.entry_load_balancer_access_logs_bucket_expiry,policy.entry_load_balancer_access_logs_bucket_policy,public_access_block.entry_load_balancer_access_logs_bucket_public_access,server_side_encryption_configuration.entry_load_balancer_access_logs_bucket_encryption}",
    ],
    changed: {
      [BALANCER]: [
        "access_logs",
        "depends_on",
        "desync_mitigation_mode",
        "drop_invalid_header_fields",
        "enable_cross_zone_load_balancing",
        "idle_timeout",
        "load_balancer_type",
      ],
      [LISTENER]: { protocol: "TCP" },
      [TARGETS]: ["protocol", "stickiness"],
      [alarm("unhealthy")]: { namespace: "AWS/NetworkELB" },
      [DEPLOYS]: ["alarm_configuration.alarms"],
    },
  },
  {
    setting: "rolling.loadBalancer.healthCheck",
    value: "tcp",
    given: NETWORK,
    changed: {
      [TARGETS]: {
        "health_check.protocol": "TCP",
        "health_check.path": undefined,
        "health_check.matcher": undefined,
      },
    },
  },
  ...configurationRows("rolling.configuration", "shop-roll", undefined, HOSTS),
  {
    setting: "rolling.trafficControl",
    value: "codedeploy",
    changed: {
      [DEPLOYS]: {
        "deployment_style.deployment_option": "WITH_TRAFFIC_CONTROL",
        "load_balancer_info.target_group_info.${aws_lb_target_group.entry_target_group.name}.name":
          "${aws_lb_target_group.entry_target_group.name}",
      },
      [BUILD]: { "environment.environment_variable.TRAFFIC_CONTROL.value": "codedeploy" },
      [INSTANCE]: ["value"],
      [policyOf("instance")]: ["policy.Statement"],
    },
  },
  {
    setting: "rolling.hookTimeoutSeconds",
    value: 500,
    changed: {
      [INSTANCE]: ["value"],
      [BUILD]: { "environment.environment_variable.HOOK_TIMEOUT_SECONDS.value": "500" },
    },
  },
  {
    setting: "rolling.drainSeconds",
    value: 200,
    changed: { [TARGETS]: { deregistration_delay: "200" }, [INSTANCE]: ["value"] },
  },
  {
    setting: "rolling.rollbackEvents",
    value: ["DEPLOYMENT_FAILURE"],
    changed: { [DEPLOYS]: { "auto_rollback_configuration.events": ["DEPLOYMENT_FAILURE"] } },
  },
  {
    setting: "rolling.alarms.errorRatePercent",
    value: 5,
    changed: { [alarm("errors")]: { threshold: 5 } },
  },
  {
    setting: "rolling.alarms.unhealthyHosts",
    value: 2,
    changed: { [alarm("unhealthy")]: { threshold: 2 } },
  },
  {
    setting: "rolling.alarms.latencyP99Seconds",
    value: 1,
    changed: { [alarm("latency")]: { threshold: 1 } },
  },
  {
    setting: "rolling.alarms.periodSeconds",
    value: 120,
    changed: {
      [alarm("errors")]: ["metric_query"],
      [alarm("latency")]: { period: 120 },
      [alarm("unhealthy")]: { period: 120, datapoints_to_alarm: 3, evaluation_periods: 3 },
    },
  },
  {
    setting: "rolling.alarms.evaluationPeriods",
    value: 5,
    changed: {
      [alarm("{errors,latency,unhealthy}")]: { datapoints_to_alarm: 5, evaluation_periods: 5 },
    },
  },
  {
    setting: "rolling.alarms.extra",
    value: ["orders-failing"],
    changed: { [DEPLOYS]: ["alarm_configuration.alarms"] },
  },
];

/** What is special to releases in place. */
export const ROLLING: readonly Row[] = rows.map((row) => ({ system: "ec2-rolling", ...row }));
