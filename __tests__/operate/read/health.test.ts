import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { mockClient } from "aws-sdk-client-mock";
import { alarmStates } from "../../../operate/read/alarms";
import { targetHealth } from "../../../operate/read/targets";
import { at, BLUE, CONTAINERS, ms, operatorOf } from "../operator";

const cloudWatch = mockClient(CloudWatchClient);
const balancing = mockClient(ElasticLoadBalancingV2Client);

beforeEach(() => {
  cloudWatch.reset();
  balancing.reset();
});

describe("alarms", () => {
  test("are told by name, metric and composite ones, since when they are what they are", async () => {
    cloudWatch
      .on(DescribeAlarmsCommand)
      .resolvesOnce({
        MetricAlarms: [
          {
            AlarmName: "shop-green-errors",
            StateValue: "ALARM",
            StateReason: "Threshold Crossed",
            StateUpdatedTimestamp: at("10:05:00"),
            StateTransitionedTimestamp: at("10:01:00"),
            ActionsEnabled: true,
          },
        ],
        NextToken: "more",
      })
      .resolvesOnce({
        CompositeAlarms: [
          { AlarmName: "shop-any", StateValue: "OK", StateReason: "", StateUpdatedTimestamp: at("09:00:00") },
        ],
      });
    expect(await alarmStates(operatorOf())).toEqual([
      { name: "shop-any", state: "OK", reason: "", since: ms("09:00:00"), actionsEnabled: false },
      {
        name: "shop-green-errors",
        state: "ALARM",
        reason: "Threshold Crossed",
        since: ms("10:01:00"),
        actionsEnabled: true,
      },
    ]);
    const inputs = cloudWatch.commandCalls(DescribeAlarmsCommand).map(({ args: [{ input }] }) => input);
    expect(inputs).toMatchObject([
      { AlarmNames: CONTAINERS.alarms, AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
      { NextToken: "more" },
    ]);
  });

  test("are asked for by a hundred names at a time, and not at all where there are none", async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({});
    await alarmStates(operatorOf({ ...CONTAINERS, alarms: [] }));
    expect(cloudWatch.calls()).toEqual([]);
    await alarmStates(
      operatorOf({ ...CONTAINERS, alarms: Array.from({ length: 101 }, (_, index) => `a${index}`) }),
    );
    const asked = cloudWatch
      .commandCalls(DescribeAlarmsCommand)
      .map(({ args: [{ input }] }) => input.AlarmNames?.length);
    expect(asked).toEqual([100, 1]);
  });
});

test("targets are counted by how the load balancer finds them, with the first reason", async () => {
  const target = (State: string, Description?: string) => ({
    TargetHealth: { State: State as "healthy", Description },
  });
  balancing.on(DescribeTargetHealthCommand).resolves({
    TargetHealthDescriptions: [target("unused")],
  });
  balancing.on(DescribeTargetHealthCommand, { TargetGroupArn: BLUE }).resolves({
    TargetHealthDescriptions: [
      target("healthy"),
      target("healthy"),
      target("unhealthy", "Health checks failed with these codes: [500]"),
      target("unhealthy", "Request timed out"),
      target("initial"),
      target("draining"),
      target("unhealthy.draining"),
    ],
  });
  expect(await targetHealth(operatorOf())).toEqual([
    {
      targetGroup: "shop-blue",
      healthy: 2,
      unhealthy: 2,
      initial: 1,
      draining: 2,
      unused: 0,
      reason: "Health checks failed with these codes: [500]",
    },
    { targetGroup: "shop-green", healthy: 0, unhealthy: 0, initial: 0, draining: 0, unused: 1 },
  ]);
});
