import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { CodedeployDeploymentConfig } from "@cdktf/provider-aws/lib/codedeploy-deployment-config";
import {
  CodedeployDeploymentGroup,
  type CodedeployDeploymentGroupConfig,
} from "@cdktf/provider-aws/lib/codedeploy-deployment-group";
import { EcsService, type EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { TerraformStack } from "cdktf";
import { findingsOf } from "./helpers";

function targetGroupAlarm(stack: TerraformStack, overrides: Partial<CloudwatchMetricAlarmConfig> = {}) {
  const lb = new Lb(stack, "Lb", { name: "web" });
  const group = new LbTargetGroup(stack, "Green", { name: "green" });
  return new CloudwatchMetricAlarm(stack, "Alarm", {
    alarmName: "green-5xx",
    namespace: "AWS/ApplicationELB",
    metricName: "HTTPCode_Target_5XX_Count",
    statistic: "Sum",
    period: 60,
    evaluationPeriods: 2,
    threshold: 1,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
    dimensions: { LoadBalancer: lb.arnSuffix, TargetGroup: group.arnSuffix },
    ...overrides,
  });
}

function watch(
  stack: TerraformStack,
  alarms: readonly string[],
  overrides: Partial<CodedeployDeploymentGroupConfig> = {},
) {
  return new CodedeployDeploymentGroup(stack, "Group", {
    appName: "app",
    deploymentGroupName: "group",
    serviceRoleArn: "arn:aws:iam::111122223333:role/deploy",
    deploymentConfigName: "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
    alarmConfiguration: { enabled: true, alarms: [...alarms] },
    autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
    ...overrides,
  });
}

/** Findings of a rule about one alarm that a deployment group watches. */
const watched = (rule: string, overrides: Partial<CloudwatchMetricAlarmConfig> = {}) =>
  findingsOf(rule, (stack) => watch(stack, [targetGroupAlarm(stack, overrides).alarmName]));

const service = (overrides: Partial<EcsServiceConfig>) => (stack: TerraformStack) =>
  new EcsService(stack, "Service", { name: "app", ...overrides });

describe("dimensions of an alarm (BG-ALARM-001)", () => {
  const judged = (dimensions: Record<string, string>) => watched("BG-ALARM-001", { dimensions });
  const lb = "app/web/50dc6c495c0c9188";
  const group = "targetgroup/green/73e2d6bc24d8a067";

  test("can be arn_suffix references or literal suffixes", () => {
    expect(watched("BG-ALARM-001")).toEqual([]);
    expect(judged({ LoadBalancer: lb, TargetGroup: group })).toEqual([]);
  });

  test("can be references that only Terraform knows", () => {
    expect(
      judged({
        LoadBalancer: "${var.load_balancer}",
        TargetGroup: "${data.terraform_remote_state.net.outputs.group}",
      }),
    ).toEqual([]);
  });

  test.each([
    [
      "a name",
      { LoadBalancer: "web", TargetGroup: group },
      'LoadBalancer of HTTPCode_Target_5XX_Count is "web"',
    ],
    [
      "a reference to a name",
      { LoadBalancer: lb, TargetGroup: "${aws_lb_target_group.Green.name}" },
      '"${aws_lb_target_group.Green.name}"',
    ],
    ["a whole ARN", { LoadBalancer: "${aws_lb.Lb.arn}", TargetGroup: group }, '"${aws_lb.Lb.arn}"'],
    [
      "the suffix of the wrong resource",
      { LoadBalancer: lb, TargetGroup: "${aws_lb.Lb.arn_suffix}" },
      "arn_suffix of an aws_lb_target_group",
    ],
    ["no load balancer", { TargetGroup: group }, "has no dimension LoadBalancer"],
  ])("fails when it is %s", (_, dimensions, message) => {
    expect(judged(dimensions)).toEqual([expect.stringContaining(message)]);
  });

  test("fails within metric math too", () => {
    const metric = { namespace: "AWS/ApplicationELB", metricName: "RequestCount", period: 60, stat: "Sum" };
    const found = watched("BG-ALARM-001", {
      namespace: undefined,
      metricName: undefined,
      statistic: undefined,
      period: undefined,
      dimensions: undefined,
      metricQuery: [
        { id: "rate", expression: "errors / requests * 100", returnData: true },
        { id: "requests", metric: { ...metric, dimensions: { LoadBalancer: "web" } } },
      ],
    });
    expect(found).toEqual([expect.stringContaining('LoadBalancer of RequestCount is "web"')]);
  });

  test("are judged behind a composite alarm and for an ECS service too", () => {
    const dimensions = { LoadBalancer: "web" };
    const composite = (stack: TerraformStack) => {
      const alarm = targetGroupAlarm(stack, { dimensions });
      return new CloudwatchCompositeAlarm(stack, "Any", {
        alarmName: "any",
        alarmRule: `ALARM("${alarm.alarmName}")`,
      });
    };
    expect(findingsOf("BG-ALARM-001", (stack) => watch(stack, [composite(stack).alarmName]))).toHaveLength(1);
    const alarms = { enable: true, rollback: true, alarmNames: ["green-5xx"] };
    expect(
      findingsOf("BG-ALARM-001", (stack) => {
        targetGroupAlarm(stack, { dimensions });
        service({ alarms })(stack);
      }),
    ).toHaveLength(1);
  });

  test("are not judged where no release watches the alarm", () => {
    expect(
      findingsOf("BG-ALARM-001", (stack) => targetGroupAlarm(stack, { dimensions: { LoadBalancer: "web" } })),
    ).toEqual([]);
  });
});

describe("statistic of an alarm (BG-ALARM-002)", () => {
  test.each([
    ["UnHealthyHostCount", "Maximum"],
    ["HTTPCode_Target_5XX_Count", "Sum"],
    ["TargetResponseTime", "Average"],
  ])("of %s can be %s", (metricName, statistic) => {
    expect(watched("BG-ALARM-002", { metricName, statistic })).toEqual([]);
  });

  test.each([
    ["UnHealthyHostCount", "SampleCount"],
    ["HTTPCode_Target_5XX_Count", "Average"],
    ["TargetResponseTime", "Sum"],
  ])("fails when %s has %s", (metricName, statistic) => {
    expect(watched("BG-ALARM-002", { metricName, statistic })).toEqual([
      expect.stringContaining(`statistic ${statistic} of ${metricName}`),
    ]);
  });

  test("fails when a count has a percentile", () => {
    expect(watched("BG-ALARM-002", { statistic: undefined, extendedStatistic: "p99" })).toHaveLength(1);
  });
});

describe("missing data of an alarm (BG-ALARM-003)", () => {
  test.each(["breaching", "ignore", undefined])("fails when it is %s", (treatMissingData) => {
    expect(watched("BG-ALARM-003", { treatMissingData })).toEqual([
      expect.stringContaining(`treat_missing_data "${treatMissingData ?? "missing"}"`),
    ]);
  });

  test.each([
    ["breaching", "raises the alarm while"],
    ["ignore", "can leave the alarm as the last release left it while"],
  ])("says what %s does", (treatMissingData, effect) => {
    expect(watched("BG-ALARM-003", { treatMissingData })).toEqual([expect.stringContaining(effect)]);
  });

  test("fails when one of several metrics is a load balancer's", () => {
    const metric = { metricName: "Orders", period: 60, stat: "Sum" };
    const found = watched("BG-ALARM-003", {
      metricName: undefined,
      treatMissingData: "missing",
      metricQuery: [
        { id: "orders", metric: { ...metric, namespace: "Shop" } },
        { id: "requests", metric: { ...metric, namespace: "AWS/ApplicationELB" } },
      ],
    });
    expect(found).toHaveLength(1);
  });

  test("can be anything for a metric that is no load balancer's", () => {
    expect(
      watched("BG-ALARM-003", { namespace: "Shop", metricName: "Heartbeat", treatMissingData: "breaching" }),
    ).toEqual([]);
    expect(watched("BG-ALARM-003")).toEqual([]);
  });
});

describe("alarms of a release (BG-ALARM-004, BG-ALARM-005)", () => {
  const group = (names: readonly string[], enabled = true) =>
    findingsOf("BG-ALARM-004", (stack) =>
      watch(stack, names, { alarmConfiguration: { enabled, alarms: [...names] } }),
    );

  test("can be named and enabled", () => {
    expect(group(["elsewhere"])).toEqual([]);
    const alarms = { enable: true, rollback: true, alarmNames: ["elsewhere"] };
    expect(findingsOf("BG-ALARM-004", service({ alarms }))).toEqual([]);
  });

  test("can be left out where nothing is to stop on them", () => {
    expect(findingsOf("BG-ALARM-004", service({}))).toEqual([]);
    const rollback = { enabled: true, events: ["DEPLOYMENT_FAILURE"] };
    expect(
      findingsOf("BG-ALARM-004", (stack) =>
        watch(stack, [], { alarmConfiguration: undefined, autoRollbackConfiguration: rollback }),
      ),
    ).toEqual([]);
  });

  test("fail when DEPLOYMENT_STOP_ON_ALARM has none", () => {
    expect(group([])).toEqual([expect.stringContaining("names no alarm")]);
    expect(
      findingsOf("BG-ALARM-004", (stack) => watch(stack, [], { alarmConfiguration: undefined })),
    ).toHaveLength(1);
  });

  test("fail when they are switched off", () => {
    expect(group(["elsewhere"], false)).toEqual([
      expect.stringContaining("alarm_configuration.enabled is not true"),
    ]);
    const alarms = { enable: false, rollback: true, alarmNames: ["elsewhere"] };
    expect(findingsOf("BG-ALARM-004", service({ alarms }))).toEqual([
      expect.stringContaining("alarms.enable is not true"),
    ]);
    expect(
      findingsOf("BG-ALARM-004", service({ alarms: { ...alarms, enable: true, alarmNames: [] } })),
    ).toHaveLength(1);
  });

  test("can be ten, not eleven", () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `alarm-${index}`);
    expect(findingsOf("BG-ALARM-005", (stack) => watch(stack, names(10)))).toEqual([]);
    expect(findingsOf("BG-ALARM-005", (stack) => watch(stack, names(11)))).toEqual([
      expect.stringContaining("names 11 alarms"),
    ]);
  });
});

describe("window of an alarm (BG-ALARM-006)", () => {
  const against = (
    group: Partial<CodedeployDeploymentGroupConfig>,
    alarm: Partial<CloudwatchMetricAlarmConfig> = {},
  ) => findingsOf("BG-ALARM-006", (stack) => watch(stack, [targetGroupAlarm(stack, alarm).alarmName], group));
  const native = (deploymentConfiguration: EcsServiceConfig["deploymentConfiguration"]) =>
    findingsOf("BG-ALARM-006", (stack) => {
      const alarms = { enable: true, rollback: true, alarmNames: [targetGroupAlarm(stack).alarmName] };
      service({ alarms, deploymentConfiguration })(stack);
    });

  test("can be shorter than the shift", () => {
    expect(against({})).toEqual([]);
    expect(against({}, { evaluationPeriods: 20, datapointsToAlarm: 2 })).toEqual([]);
  });

  test("fails when it is as long as the shift", () => {
    expect(against({}, { period: 180, evaluationPeriods: 3 })).toEqual([
      expect.stringContaining(
        "takes 540 s to fire (3 x 180 s), but aws_codedeploy_deployment_group.Group leaves only 540 s",
      ),
    ]);
  });

  test("of metric math is that of its slowest query", () => {
    const metric = {
      namespace: "AWS/ApplicationELB",
      metricName: "RequestCount",
      stat: "Sum",
      dimensions: {},
    };
    const math = {
      namespace: undefined,
      metricName: undefined,
      statistic: undefined,
      period: undefined,
      dimensions: undefined,
    };
    const query = (period: number) => ({
      ...math,
      metricQuery: [{ id: "a", returnData: true, metric: { ...metric, period } }],
    });
    expect(against({}, query(60))).toEqual([]);
    expect(against({}, query(300))).toHaveLength(1);
  });

  test("is held against the wait where all traffic shifts at once", () => {
    const wait = (terminationWaitTimeInMinutes: number) => ({
      deploymentConfigName: "CodeDeployDefault.ECSAllAtOnce",
      blueGreenDeploymentConfig: {
        terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes },
      },
    });
    expect(against(wait(3))).toEqual([]);
    expect(against(wait(2))).toHaveLength(1);
  });

  test("is held against the wait where instances are replaced by copies", () => {
    const copied = (terminationWaitTimeInMinutes?: number) => ({
      deploymentConfigName: "CodeDeployDefault.AllAtOnce",
      blueGreenDeploymentConfig: {
        greenFleetProvisioningOption: { action: "COPY_AUTO_SCALING_GROUP" },
        terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes },
      },
    });
    expect(against(copied(3))).toEqual([]);
    expect(against(copied(2))).toHaveLength(1);
    expect(against(copied(0))).toHaveLength(1);
    expect(against(copied(undefined), { period: 3600 })).toEqual([]);
  });

  test("is not judged where instances change in place, each for as long as it takes", () => {
    const inPlace = {
      deploymentConfigName: "CodeDeployDefault.OneAtATime",
      deploymentStyle: { deploymentType: "IN_PLACE" },
    };
    expect(against(inPlace, { period: 3600 })).toEqual([]);
  });

  test("is held against a deployment configuration of the stack", () => {
    const custom = (timeBasedCanary: { interval: number; percentage: number }) =>
      findingsOf("BG-ALARM-006", (stack) => {
        const config = new CodedeployDeploymentConfig(stack, "Config", {
          deploymentConfigName: "careful",
          computePlatform: "ECS",
          trafficRoutingConfig: { type: "TimeBasedCanary", timeBasedCanary },
        });
        watch(stack, [targetGroupAlarm(stack).alarmName], { deploymentConfigName: config.id });
      });
    expect(custom({ interval: 3, percentage: 10 })).toEqual([]);
    expect(custom({ interval: 2, percentage: 10 })).toHaveLength(1);
  });

  test("is not judged against a configuration that the stack does not know", () => {
    expect(against({ deploymentConfigName: "elsewhere" }, { period: 3600 })).toEqual([]);
  });

  test("is held against ECS's own strategies, with their defaults", () => {
    expect(native({ strategy: "BLUE_GREEN", bakeTimeInMinutes: "3" })).toEqual([]);
    expect(native({ strategy: "BLUE_GREEN", bakeTimeInMinutes: "2" })).toHaveLength(1);
    expect(native({ strategy: "LINEAR" })).toEqual([]);
    expect(
      native({ strategy: "LINEAR", linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: "2" } }),
    ).toHaveLength(1);
    expect(native({ strategy: "CANARY" })).toEqual([]);
    expect(
      native({ strategy: "CANARY", canaryConfiguration: { canaryBakeTimeInMinutes: "1" } }),
    ).toHaveLength(1);
  });
});

describe("period of an alarm (BG-ALARM-007)", () => {
  test("fails when AWS reports the metric less often", () => {
    expect(watched("BG-ALARM-007", { period: 30 })).toEqual([expect.stringContaining("period is 30 s")]);
  });

  test("can be short for a metric of one's own", () => {
    expect(watched("BG-ALARM-007", { period: 10, namespace: "Shop" })).toEqual([]);
    expect(watched("BG-ALARM-007", { period: 60 })).toEqual([]);
  });
});
