import {
  type ActionExecutionDetail,
  CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
} from "@aws-sdk/client-codepipeline";
import { mockClient } from "aws-sdk-client-mock";
import { executionOf, recentExecutions } from "../../../operate/read/executions";
import { heldStages } from "../../../operate/read/held-stages";
import { at, COMMIT, CONTAINERS, ms, operatorOf } from "../operator";

const pipeline = mockClient(CodePipelineClient);
const ID = "11111111-2222-3333-4444-555555555555";
const TOKEN = "99999999-2222-3333-4444-555555555555";

const summary: PipelineExecutionSummary = {
  pipelineExecutionId: ID,
  status: "InProgress",
  startTime: at("10:00:00"),
  lastUpdateTime: at("10:05:00"),
  sourceRevisions: [{ actionName: "Source", revisionId: COMMIT, revisionSummary: "Say hello" }],
  trigger: {
    triggerType: "CloudWatchEvent",
    triggerDetail: "arn:aws:events:eu-central-1:111122223333:rule/shop-push",
  },
};

const action = (
  stageName: string,
  status: ActionExecutionDetail["status"],
  from: string,
  more: ActionExecutionDetail = {},
): ActionExecutionDetail => ({
  pipelineExecutionId: ID,
  stageName,
  actionName: stageName,
  status,
  startTime: at(from),
  lastUpdateTime: new Date(ms(from) + 60_000),
  ...more,
});

const APPROVAL = {
  input: { actionTypeId: { category: "Approval", owner: "AWS", provider: "Manual", version: "1" } },
} as const;

function account(
  actions: readonly ActionExecutionDetail[],
  own: PipelineExecutionSummary = summary,
  stages = ["Source", "Build", "Approve", "Deploy"],
): void {
  pipeline.on(ListPipelineExecutionsCommand).resolves({ pipelineExecutionSummaries: [own] });
  pipeline.on(ListActionExecutionsCommand).resolves({ actionExecutionDetails: [...actions] });
  pipeline.on(GetPipelineStateCommand).resolves({
    stageStates: stages.map((stageName) => ({
      stageName,
      latestExecution: { pipelineExecutionId: ID, status: "InProgress" },
      actionStates: [
        {
          actionName: stageName,
          latestExecution: { status: "InProgress", ...(stageName === "Approve" && { token: TOKEN }) },
        },
      ],
    })),
  });
}

beforeEach(() => pipeline.reset());

const first = async () => (await recentExecutions(operatorOf(), 1))[0];

test("an execution is told with every stage of the pipeline, those to come too", async () => {
  account([
    action("Deploy", "InProgress", "10:04:00", {
      output: { executionResult: { externalExecutionId: "d-ABCDEF123" } },
    }),
    action("Build", "Succeeded", "10:01:00", {
      output: { executionResult: { externalExecutionId: "shop:1f2e" } },
    }),
    action("Source", "Succeeded", "10:00:00"),
  ]);
  expect(await first()).toEqual({
    id: ID,
    status: "InProgress",
    commit: COMMIT,
    message: "Say hello",
    trigger: "rule shop-push",
    startedAt: ms("10:00:00"),
    stages: [
      { name: "Source", status: "Succeeded", startedAt: ms("10:00:00"), endedAt: ms("10:01:00") },
      { name: "Build", status: "Succeeded", startedAt: ms("10:01:00"), endedAt: ms("10:02:00") },
      { name: "Approve", status: "Pending" },
      { name: "Deploy", status: "InProgress", startedAt: ms("10:04:00") },
    ],
    deployment: "d-ABCDEF123",
    approval: undefined,
  });
});

describe("an approval that is waited for", () => {
  test("is told with what answers it", async () => {
    account([
      action("Source", "Succeeded", "10:00:00"),
      action("Approve", "InProgress", "10:02:00", APPROVAL),
    ]);
    expect((await first())?.approval).toEqual({ stage: "Approve", action: "Approve", token: TOKEN });
  });

  test("has the token of its own action where executions run side by side", async () => {
    account([
      action("Approve", "InProgress", "10:02:00", {
        ...APPROVAL,
        output: { executionResult: { externalExecutionId: "own-token" } },
      }),
    ]);
    pipeline.on(GetPipelineStateCommand).resolves({
      stageStates: [
        {
          stageName: "Approve",
          latestExecution: { pipelineExecutionId: "another", status: "InProgress" },
          actionStates: [{ actionName: "Approve", latestExecution: { token: "token of another" } }],
        },
      ],
    });
    expect((await first())?.approval).toMatchObject({ token: "own-token" });
  });

  test("is none any more once it was answered, and tells by whom", async () => {
    const updatedBy = "arn:aws:sts::111122223333:assumed-role/Admin/alice";
    account([action("Approve", "Succeeded", "10:02:00", { ...APPROVAL, updatedBy })]);
    expect(await first()).toMatchObject({ approval: undefined, answeredBy: "Admin/alice" });
  });
});

test("a stage that was tried again is what its last run came to", async () => {
  account([
    action("Build", "Succeeded", "10:03:00"),
    action("Build", "Failed", "10:01:00", {
      output: { executionResult: { errorDetails: { message: "no disk" } } },
    }),
  ]);
  expect((await first())?.stages[1]).toEqual({
    name: "Build",
    status: "Succeeded",
    startedAt: ms("10:03:00"),
    endedAt: ms("10:04:00"),
  });
});

test("a stage that has failed says why", async () => {
  account(
    [
      action("Build", "Failed", "10:01:00", {
        output: { executionResult: { errorDetails: { message: "no disk" } } },
      }),
    ],
    { ...summary, status: "Failed" },
  );
  expect(await first()).toMatchObject({
    status: "Failed",
    endedAt: ms("10:05:00"),
    stages: [{}, { status: "Failed", detail: "no disk" }, {}, {}],
  });
});

test("an execution that a newer one overtook says so at the stage that it did not come to", async () => {
  account([action("Source", "Succeeded", "10:00:00")], { ...summary, status: "Superseded" });
  expect((await first())?.stages.map(({ status }) => status)).toEqual([
    "Succeeded",
    "Superseded",
    "Pending",
    "Pending",
  ]);
});

test.each([
  ["StartPipelineExecution", "arn:aws:iam::111122223333:user/alice", "started by alice", "alice"],
  [
    "StartPipelineExecution",
    "arn:aws:sts::111122223333:assumed-role/Ci/run-7",
    "started by Ci/run-7",
    "Ci/run-7",
  ],
  ["WebhookV2", "arn:aws:codeconnections:eu-central-1:111122223333:connection/1", "push", undefined],
  ["PollForSourceChanges", "Source", "push, found by polling", undefined],
] as const)("a start by %s is told in words", async (triggerType, triggerDetail, trigger, startedBy) => {
  account([], { ...summary, trigger: { triggerType, triggerDetail } });
  const execution = await first();
  expect([execution?.trigger, execution?.startedBy]).toEqual([trigger, startedBy]);
});

test("of several sources, the commit is that of the code, and its message is taken out of a connection's JSON", async () => {
  account([], {
    ...summary,
    sourceRevisions: [
      { actionName: "Template", revisionId: "7" },
      {
        actionName: "Source",
        revisionId: COMMIT,
        revisionSummary: JSON.stringify({ ProviderType: "GitHub", CommitMessage: "Say hello" }),
      },
    ],
  });
  expect(await first()).toMatchObject({ commit: COMMIT, message: "Say hello" });
});

test("as many are told as are asked for, however many pages they stand on", async () => {
  account([]);
  const page = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ({
      ...summary,
      status: "Superseded" as const,
      pipelineExecutionId: String(from + index),
    }));
  pipeline
    .on(ListPipelineExecutionsCommand)
    .resolvesOnce({ pipelineExecutionSummaries: page(0, 2), nextToken: "more" })
    .resolvesOnce({ pipelineExecutionSummaries: page(2, 4), nextToken: "evenMore" });
  expect((await recentExecutions(operatorOf(), 3)).map(({ id }) => id)).toEqual(["0", "1", "2"]);
  const inputs = pipeline.commandCalls(ListPipelineExecutionsCommand).map(({ args: [{ input }] }) => input);
  expect(inputs).toMatchObject([{ maxResults: 100 }, { maxResults: 100, nextToken: "more" }]);
});

test("one that waits for a person is told, however many have been superseded behind it", async () => {
  account([]);
  const executions = Array.from({ length: 20 }, (_, index) => ({
    ...summary,
    status: index === 17 ? ("InProgress" as const) : ("Superseded" as const),
    pipelineExecutionId: String(index),
  }));
  pipeline.on(ListPipelineExecutionsCommand).resolves({ pipelineExecutionSummaries: executions });
  expect((await recentExecutions(operatorOf(), 3)).map(({ id }) => id)).toEqual(["0", "1", "2", "17"]);
});

test("one can be asked for by its id, though CodePipeline does not say then when it began", async () => {
  account([action("Source", "Succeeded", "10:00:30")]);
  pipeline.on(GetPipelineExecutionCommand).resolves({
    pipelineExecution: {
      pipelineExecutionId: ID,
      status: "Succeeded",
      artifactRevisions: [{ name: "Source", revisionId: COMMIT, revisionSummary: "Say hello" }],
    },
  });
  expect(await executionOf(operatorOf(), ID)).toMatchObject({
    id: ID,
    commit: COMMIT,
    startedAt: ms("10:00:30"),
    endedAt: ms("10:01:30"),
  });
});

test("a stage is held whose inbound transition somebody has disabled", async () => {
  pipeline.on(GetPipelineStateCommand).resolves({
    stageStates: [
      { stageName: "Source" },
      { stageName: "Build", inboundTransitionState: { enabled: true } },
      {
        stageName: "Deploy",
        inboundTransitionState: {
          enabled: false,
          disabledReason: "red since 3",
          lastChangedBy: "arn:aws:sts::111122223333:assumed-role/Admin/alice",
          lastChangedAt: at("10:00:00"),
        },
      },
    ],
  });
  expect(await heldStages(operatorOf())).toEqual([
    { stage: "Deploy", reason: "red since 3", by: "Admin/alice", since: ms("10:00:00") },
  ]);
  expect(await heldStages(operatorOf({ ...CONTAINERS, pipeline: undefined }))).toEqual([]);
});

test("a system without a pipeline has none", async () => {
  const operator = operatorOf({ ...CONTAINERS, pipeline: undefined });
  expect(await recentExecutions(operator, 5)).toEqual([]);
  await expect(executionOf(operator, ID)).rejects.toThrow(/has no pipeline/);
});

describe("an execution that was read before", () => {
  const over: PipelineExecutionSummary = { ...summary, status: "Failed" };
  const failed = [action("Source", "Succeeded", "10:00:00"), action("Build", "Failed", "10:04:00")];

  /** Calls of the second look, where the first has seen an execution that failed. */
  async function callsOfTheNext(now: PipelineExecutionSummary, actions = failed): Promise<number> {
    account(actions, over);
    const known = await recentExecutions(operatorOf(), 1);
    pipeline.resetHistory();
    account(failed, now);
    expect((await recentExecutions(operatorOf(), 1, known))[0]?.status).toBe(now.status);
    return pipeline.calls().length;
  }

  test("is not read again once it has ended", async () => {
    expect(await callsOfTheNext(over)).toBe(1);
  });

  test.each<[string, PipelineExecutionSummary, ActionExecutionDetail[]]>([
    ["a stage of it is tried again", { ...over, status: "InProgress" }, failed],
    ["it has ended a second time", { ...over, lastUpdateTime: at("11:00:00") }, failed],
    ["its actions were behind the list", over, [action("Build", "InProgress", "10:04:00")]],
  ])("is read again where %s", async (_, now, actions) => {
    expect(await callsOfTheNext(now, actions)).toBe(3);
  });
});
