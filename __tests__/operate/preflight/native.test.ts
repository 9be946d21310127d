import * as codepipeline from "@aws-sdk/client-codepipeline";
import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import { mockClient } from "aws-sdk-client-mock";
import { preflight } from "../../../operate/preflight/run";
import { BLUE, GREEN, operatorOf, rolling, SHOP_ARNS, Shop } from "../shop";

const NATIVE_ARNS = SHOP_ARNS.filter((arn) => !arn.includes(":codedeploy:"));

const shop = new Shop(mockClient);
beforeEach(() => {
  shop.reset();
  shop.answer(codepipeline.GetPipelineCommand, {
    pipeline: { stages: [{ actions: [{ actionTypeId: { provider: "CodeBuild" } }] }] },
  });
  serviceOf();
});

function serviceOf(more: Partial<ecs.Service> = {}) {
  const alarms = { alarmNames: ["shop-blue-errors"], enable: true, rollback: true };
  const deploymentConfiguration = { strategy: "LINEAR" as const, alarms };
  shop.answer(ecs.DescribeServicesCommand, { services: [rolling({ deploymentConfiguration, ...more })] });
}

async function found() {
  const { checks, verdict } = await preflight(operatorOf(NATIVE_ARNS));
  const told = checks.flatMap(({ id, findings, reason }) => [
    ...findings.map(({ level, message }) => `${id}: ${level}: ${message}`),
    ...(reason === undefined ? [] : [`${id}: ${reason}`]),
  ]);
  return { verdict, told };
}

const UNKNOWN = "roles-passable: the pipeline releases by a build, and the role of that is not looked at";

test("a system that ECS itself releases is fit, but for what nobody can look at", async () => {
  expect(await found()).toEqual({ verdict: "fit", told: [UNKNOWN] });
});

test("users on the other colour than the service was made with are where they belong", async () => {
  shop.answer(elb.DescribeListenersCommand, {
    Listeners: [{ ListenerArn: "production", Port: 80, DefaultActions: [{ TargetGroupArn: GREEN }] }],
  });
  expect(await found()).toEqual({ verdict: "fit", told: [UNKNOWN] });
});

test("a rule that its last shift has left on both colours refuses the release", async () => {
  shop.answer(elb.DescribeRulesCommand, ({ ListenerArn }) => ({
    Rules:
      ListenerArn === "production"
        ? [
            {
              Priority: "100",
              Actions: [
                {
                  ForwardConfig: {
                    TargetGroups: [
                      { TargetGroupArn: BLUE, Weight: 90 },
                      { TargetGroupArn: GREEN, Weight: 10 },
                    ],
                  },
                },
              ],
            },
          ]
        : [],
  }));
  expect(await found()).toEqual({
    verdict: "not fit",
    told: [
      "listeners-on-one-colour: error: the rule 100 of port 80 sends users to shop-blue (90) and shop-green (10)",
      UNKNOWN,
    ],
  });
});

test("all tasks are started again: the quota must hold as many", async () => {
  serviceOf({ desiredCount: 12, runningCount: 12 });
  expect((await found()).told).toContain(
    "fargate-quota: error: Fargate On-Demand vCPU resource count is 6, of which 1 are used, and the release takes 6 more for 12 tasks",
  );
});
