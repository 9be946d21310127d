import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { LoadBalancer, TargetGroups } from "../../../modules/app_infra";
import { Dashboard, RollbackAlarms } from "../../../modules/pipeline";
import { alone } from "../../helpers/synth";
import type { Attributes } from "../../helpers/template";
import { HEALTH_CHECK, surroundings } from "../surroundings";

describe("what watches the two target groups", () => {
  const template = alone((stack) => {
    const { security, ...around } = surroundings(stack);
    const loadBalancer = new LoadBalancer(stack, "lb", {
      ...around,
      securityGroup: security.groups.loadBalancer,
    });
    const colours = new TargetGroups(stack, "targets", {
      name: "shop",
      vpcId: "vpc-1",
      healthCheck: HEALTH_CHECK,
    });
    const targetGroups = colours.byColour;
    new RollbackAlarms(stack, "alarms", { name: "shop", loadBalancer, targetGroups });
    new RollbackAlarms(stack, "told", {
      name: "told",
      loadBalancer,
      targetGroups,
      actions: [new SnsTopic(stack, "topic", {}).arn],
    });
    const slow = { graceSeconds: 150, periodSeconds: 60, loadBalancer, targetGroups };
    new RollbackAlarms(stack, "slow", { ...slow, name: "slow" });
    new RollbackAlarms(stack, "patient", { ...slow, name: "patient", evaluationPeriods: 5 });
    new Dashboard(stack, "dashboard", {
      name: "shop",
      region: "us-east-1",
      loadBalancer,
      targetGroups: colours,
    });
  });

  test.each([
    ["errors", { comparison_operator: "GreaterThanThreshold", threshold: 1 }],
    [
      "unhealthy",
      {
        comparison_operator: "GreaterThanOrEqualToThreshold",
        threshold: 1,
        statistic: "Maximum",
        period: 60,
      },
    ],
    [
      "latency",
      { comparison_operator: "GreaterThanThreshold", threshold: 2, extended_statistic: "p99", period: 60 },
    ],
  ])("alarms left to themselves fire after two bad minutes: %s", (part, expected) => {
    expect(template.at(`aws_cloudwatch_metric_alarm.alarms_green_${part}`)).toMatchObject({
      ...expected,
      evaluation_periods: 2,
      datapoints_to_alarm: 2,
      alarm_actions: [],
    });
  });

  test("a task that answers nothing at all counts as failing too", () => {
    const [rate, ...metrics] = template.at("aws_cloudwatch_metric_alarm.alarms_blue_errors").metric_query;
    expect(rate).toMatchObject({
      expression: "100 * (FILL(answered, 0) + FILL(refused, 0)) / requests",
      return_data: true,
    });
    expect(
      metrics.map(({ id, metric, return_data }: Attributes) => [
        id,
        metric.metric_name,
        metric.stat,
        return_data,
      ]),
    ).toEqual([
      ["answered", "HTTPCode_Target_5XX_Count", "Sum", false],
      ["refused", "TargetConnectionErrorCount", "Sum", false],
      ["requests", "RequestCount", "Sum", false],
    ]);
  });

  test.each([
    // Two and a half minutes touch four periods at most: only a fifth is too long.
    ["slow", "unhealthy", 5],
    ["slow", "errors", 2],
    ["slow", "latency", 2],
    ["patient", "unhealthy", 5],
  ])("a task may take its time to start: the %s %s alarm waits for %i periods", (name, part, periods) => {
    expect(template.at(`aws_cloudwatch_metric_alarm.${name}_green_${part}`)).toMatchObject({
      evaluation_periods: periods,
      datapoints_to_alarm: periods,
    });
  });

  test("alarms tell whom they are given", () => {
    expect(template.at("aws_cloudwatch_metric_alarm.told_blue_errors").alarm_actions).toEqual([
      "${aws_sns_topic.topic.arn}",
    ]);
  });

  test("the dashboard shows blue and green in every graph, two graphs a row", () => {
    const { widgets } = JSON.parse(template.only("aws_cloudwatch_dashboard").dashboard_body);
    expect(widgets.map(({ x, y }: Attributes) => [x, y])).toEqual([
      [0, 0],
      [12, 0],
      [0, 6],
      [12, 6],
    ]);
    expect(widgets.map(({ properties }: Attributes) => [properties.metrics[0][1], properties.stat])).toEqual([
      ["RequestCount", "Sum"],
      ["HTTPCode_Target_5XX_Count", "Sum"],
      ["TargetResponseTime", "p99"],
      ["HealthyHostCount", "Minimum"],
    ]);
    for (const { properties } of widgets) {
      expect(
        properties.metrics.map((line: unknown[]) => [line[3], line[5], (line[6] as Attributes).label]),
      ).toEqual(
        ["blue", "green"].map((colour) => [
          `\${aws_lb_target_group.targets_${colour}.arn_suffix}`,
          "${aws_lb.lb.arn_suffix}",
          colour,
        ]),
      );
    }
  });
});
