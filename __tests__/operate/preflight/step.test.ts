import * as codedeploy from "@aws-sdk/client-codedeploy";
import * as codepipeline from "@aws-sdk/client-codepipeline";
import * as ecs from "@aws-sdk/client-ecs";
import * as ssm from "@aws-sdk/client-ssm";
import type { Release } from "../../../operate/preflight/model";
import { preflight } from "../../../operate/preflight/run";
import { operatorOf, service, shop, task } from "../shop";

beforeEach(() => shop.reset());

async function found(release: Release) {
  const { checks, verdict } = await preflight(operatorOf(), release);
  const told = checks.flatMap(({ id, findings }) => findings.map(({ level }) => `${id}: ${level}`));
  const remedies = checks.flatMap(({ findings }) => findings.map(({ remedy }) => remedy));
  return { verdict, told, remedies };
}

describe("an older execution", () => {
  /** It deploys, and its users are half way; behind it the execution 2 runs its checks. */
  function deploying(): void {
    shop.answer(codepipeline.ListPipelineExecutionsCommand, {
      pipelineExecutionSummaries: ["2", "1"].map((pipelineExecutionId) => ({
        pipelineExecutionId,
        status: "InProgress",
      })),
    });
    const latestExecution = { pipelineExecutionId: "1", status: "InProgress" };
    shop.answer(codepipeline.GetPipelineStateCommand, {
      stageStates: [{ stageName: "Deploy", latestExecution }],
    });
    shop.answer(codedeploy.ListDeploymentsCommand, { deployments: ["d-1"] });
    shop.answer(ecs.DescribeServicesCommand, { services: [service({ runningCount: 4 })] });
  }
  beforeEach(deploying);

  test("that deploys is waited for by a step of the next one, and what it changes meanwhile refuses nothing", async () => {
    const { verdict, told, remedies } = await found({ execution: "2" });
    expect(verdict).toBe("fit");
    expect(told).toEqual(["pipeline-idle: warning", "deployment-idle: warning", "service-steady: warning"]);
    expect(remedies).toEqual([
      "this one waits behind it: nothing is to be done",
      "the execution 1 deploys, and this one waits for its end: look again then",
      "the execution 1 deploys, and this one waits for its end: look again then",
    ]);
  });

  test("refuses whoever asks from outside of the pipeline", async () => {
    expect(await found({})).toMatchObject({
      verdict: "not fit",
      told: [
        "pipeline-idle: error",
        "pipeline-idle: error",
        "deployment-idle: error",
        "service-steady: error",
      ],
    });
  });

  test("that has not come to its deployment excuses nothing but itself", async () => {
    shop.answer(codepipeline.GetPipelineStateCommand, {
      stageStates: [{ stageName: "Deploy", latestExecution: { pipelineExecutionId: "0", status: "Failed" } }],
    });
    expect(await found({ execution: "2" })).toMatchObject({
      verdict: "not fit",
      told: ["pipeline-idle: warning", "deployment-idle: error", "service-steady: error"],
    });
  });
});

test("settings that wait come along where that is meant", async () => {
  shop.answer(ssm.GetParameterCommand, {
    Parameter: {
      Value: JSON.stringify(task("<IMAGE1_NAME>", { cpu: "1024" })),
      LastModifiedDate: new Date("2026-01-02"),
    },
  });
  expect(await found({})).toMatchObject({
    verdict: "not fit",
    remedies: ["look at them with bluegreen diff, and say --with-settings where they are to come along"],
  });
  expect(await found({ withSettings: true })).toMatchObject({
    verdict: "fit",
    told: ["settings-released: warning"],
  });
});
