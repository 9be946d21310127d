import { GROUP, HOOK, policyOf, type Row, SERVICE } from "./row";

const CUSTOM = { deployment: { configuration: { type: "canary", percent: 5, minutes: 30 } } } as const;
const CONFIGURATION = "aws_codedeploy_deployment_config.pipeline_code_deploy_configuration";
const ROUTING = "traffic_routing_config";
const CHECKS = "environment.variables.CHECKS";
const ONE_CHECK = { deployment: { checks: [{ path: "/" }] } };
const EVERY_ALARM = ["blue", "green"].flatMap((colour) =>
  ["errors", "unhealthy", "latency"].map(
    (part) => `\${aws_cloudwatch_metric_alarm.pipeline_alarms_${colour}_${part}.alarm_name}`,
  ),
);

const alarms = (part: string) => `aws_cloudwatch_metric_alarm.pipeline_alarms_{blue,green}_${part}`;
const check = (
  name: string,
  value: unknown,
  changed: Readonly<Record<string, unknown>> = { [name]: value },
): Row => ({
  setting: `deployment.checks[].${name}`,
  value,
  given: ONE_CHECK,
  changed: {
    [HOOK]: Object.fromEntries(
      Object.entries(changed).map(([path, fresh]) => [`${CHECKS}.0.${path}`, fresh]),
    ),
  },
});

export const DEPLOYMENT: readonly Row[] = [
  {
    setting: "deployment.configuration",
    value: "ECSAllAtOnce",
    changed: { [GROUP]: { deployment_config_name: "CodeDeployDefault.ECSAllAtOnce" } },
  },
  {
    setting: "deployment.configuration",
    value: CUSTOM.deployment.configuration,
    added: [CONFIGURATION],
    changed: { [GROUP]: { deployment_config_name: `\${${CONFIGURATION}.deployment_config_name}` } },
  },
  {
    setting: "deployment.configuration.type",
    value: "linear",
    given: CUSTOM,
    changed: {
      [CONFIGURATION]: {
        deployment_config_name: "shop-linear-5-percent-30-minutes",
        [`${ROUTING}.time_based_canary.interval`]: undefined,
        [`${ROUTING}.time_based_canary.percentage`]: undefined,
        [`${ROUTING}.time_based_linear.interval`]: 30,
        [`${ROUTING}.time_based_linear.percentage`]: 5,
        [`${ROUTING}.type`]: "TimeBasedLinear",
      },
    },
  },
  {
    setting: "deployment.configuration.percent",
    value: 10,
    given: CUSTOM,
    changed: {
      [CONFIGURATION]: {
        deployment_config_name: "shop-canary-10-percent-30-minutes",
        [`${ROUTING}.time_based_canary.percentage`]: 10,
      },
    },
  },
  {
    setting: "deployment.configuration.minutes",
    value: 10,
    given: CUSTOM,
    changed: {
      [CONFIGURATION]: {
        deployment_config_name: "shop-canary-5-percent-10-minutes",
        [`${ROUTING}.time_based_canary.interval`]: 10,
      },
    },
  },
  {
    setting: "deployment.terminationWaitMinutes",
    value: 30,
    changed: {
      [GROUP]: {
        "blue_green_deployment_config.terminate_blue_instances_on_deployment_success.termination_wait_time_in_minutes": 30,
      },
    },
  },
  {
    setting: "deployment.approvalWaitMinutes",
    value: 60,
    changed: {
      [GROUP]: {
        "blue_green_deployment_config.deployment_ready_option.action_on_timeout": "STOP_DEPLOYMENT",
        "blue_green_deployment_config.deployment_ready_option.wait_time_in_minutes": 60,
      },
    },
  },
  {
    setting: "deployment.rollbackEvents",
    value: ["DEPLOYMENT_FAILURE"],
    changed: { [GROUP]: { "auto_rollback_configuration.events": ["DEPLOYMENT_FAILURE"] } },
  },
  {
    setting: "deployment.rollbackEvents",
    value: [],
    changed: {
      [GROUP]: { "auto_rollback_configuration.enabled": false, "auto_rollback_configuration.events": [] },
    },
  },
  ...Object.entries({
    DEPLOYMENT_FAILURE: { "alarms.rollback": false },
    DEPLOYMENT_STOP_ON_ALARM: { "deployment_circuit_breaker.rollback": false },
  }).map(
    ([event, changed]): Row => ({
      setting: "deployment.rollbackEvents",
      value: [event],
      given: { engine: "native" },
      changed: { [SERVICE]: changed },
    }),
  ),
  {
    setting: "deployment.alarms.errorRatePercent",
    value: 5,
    changed: { [alarms("errors")]: { threshold: 5 } },
  },
  {
    setting: "deployment.alarms.unhealthyHosts",
    value: 2,
    changed: { [alarms("unhealthy")]: { threshold: 2 } },
  },
  {
    setting: "deployment.alarms.latencyP99Seconds",
    value: 0.5,
    changed: { [alarms("latency")]: { threshold: 0.5 } },
  },
  {
    setting: "deployment.alarms.periodSeconds",
    value: 120,
    changed: {
      [alarms("errors")]: {
        "metric_query.answered.metric.period": 120,
        "metric_query.refused.metric.period": 120,
        "metric_query.requests.metric.period": 120,
      },
      [alarms("{latency,unhealthy}")]: { period: 120 },
    },
  },
  {
    setting: "deployment.alarms.evaluationPeriods",
    value: 3,
    changed: { [alarms("{errors,latency}")]: { datapoints_to_alarm: 3, evaluation_periods: 3 } },
  },
  {
    setting: "deployment.alarms.extra",
    value: ["orders-failing"],
    changed: { [GROUP]: { "alarm_configuration.alarms": [...EVERY_ALARM, "orders-failing"] } },
  },
  {
    setting: "deployment.checks",
    value: [],
    changed: {
      [HOOK]: [CHECKS, "vpc_config"],
      [policyOf("hook")]: [
        "policy.Statement.ec2:CreateNetworkInterface",
        "policy.Statement.Deny ec2:CreateNetworkInterface",
      ],
      "aws_security_group.security_groups_hook": { depends_on: undefined },
    },
  },
  check("path", "/up"),
  check("status", [204]),
  check("bodyIncludes", "Shop"),
  check("maxLatencyMs", 500),
  check("headers", { "x-version": "2" }, { headers: undefined, "headers.x-version": "2" }),
  check("json", { status: "ok" }, { json: undefined, "json.status": "ok" }),
  {
    setting: "deployment.checkRetries",
    value: 9,
    changed: { [HOOK]: { "environment.variables.CHECK_RETRIES": "9" } },
  },
];
