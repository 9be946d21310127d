import * as codebuild from "@aws-sdk/client-codebuild";
import * as codepipeline from "@aws-sdk/client-codepipeline";
import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as iam from "@aws-sdk/client-iam";
import { preflight } from "../../../operate/preflight/run";
import { BLUE, GREEN, operatorOf, role, rolling, SHOP_ARNS, shop } from "../shop";

const NATIVE_ARNS = SHOP_ARNS.filter((arn) => !arn.includes(":codedeploy:"));

beforeEach(() => {
  shop.reset();
  shop.answer(codepipeline.GetPipelineCommand, {
    pipeline: { stages: [stage("Build", "shop-build"), stage("Deploy", "shop-release")] },
  });
  serviceOf();
});

function stage(name: string, ProjectName: string) {
  return { name, actions: [{ actionTypeId: { provider: "CodeBuild" }, configuration: { ProjectName } }] };
}

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

test("a system that ECS itself releases is fit", async () => {
  expect(await found()).toEqual({ verdict: "fit", told: [] });
});

test("the role of the build that deploys has to pass the roles of the task", async () => {
  shop.answer(iam.SimulatePrincipalPolicyCommand, ({ ResourceArns }) => ({
    EvaluationResults: [{ EvalResourceName: ResourceArns[0], EvalDecision: "implicitDeny" }],
  }));
  expect(await found()).toEqual({
    verdict: "not fit",
    told: [
      `roles-passable: error: ${role("shop-release")} may not pass the role ${role("shop-task")} to ECS`,
    ],
  });
  expect(shop.inputs(codebuild.BatchGetProjectsCommand)).toEqual([{ names: ["shop-release"] }]);
});

test("a pipeline of somebody's own making, whose deploying role is not known, is not judged", async () => {
  shop.answer(codepipeline.GetPipelineCommand, { pipeline: { stages: [stage("Ship", "shop-release")] } });
  expect(await found()).toEqual({
    verdict: "fit",
    told: [
      "roles-passable: the stage Deploy of the pipeline has neither an action of CodeDeploy's nor a build: whose role deploys is not known",
    ],
  });
});

test("users on the other colour than the service was made with are where they belong", async () => {
  shop.answer(elb.DescribeListenersCommand, {
    Listeners: [{ ListenerArn: "production", Port: 80, DefaultActions: [{ TargetGroupArn: GREEN }] }],
  });
  expect(await found()).toEqual({ verdict: "fit", told: [] });
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
    ],
  });
});

test("all tasks are started again: the quota must hold as many", async () => {
  serviceOf({ desiredCount: 12, runningCount: 12 });
  expect((await found()).told).toContain(
    "fargate-quota: error: Fargate On-Demand vCPU resource count is 6, of which 1 are used, and the release takes 6 more for 12 tasks",
  );
});
