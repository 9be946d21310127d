import type { ReleaseEventBody } from "../../../deployment-view/events";
import { createStore } from "../../../deployment-view/store";
import { AwsError } from "../../../rehearsal/aws/actions";
import { pipelineActions } from "../../../rehearsal/pipeline/pipeline-actions";

const STAGES = ["Source", "Build", "Deploy"];

/** CodePipeline's answers after some events. */
function after(...events: readonly ReleaseEventBody[]) {
  const store = createStore();
  const opened: ReleaseEventBody = {
    type: "opened",
    system: "shop",
    engine: "codedeploy",
    speed: 1,
    urls: {},
    stages: STAGES,
    alarms: [],
  };
  [opened, ...events].forEach((event, index) => void store.apply({ ...event, at: 1000 * (index + 1) }));
  const model = { name: "shop", stages: STAGES.map((name) => ({ name, actions: [] })) };
  const actions = pipelineActions(model, () => store.view);
  return (operation: string, input: Record<string, unknown>) => actions[`codepipeline.${operation}`]?.(input);
}

const started = (release: string): ReleaseEventBody => ({
  type: "execution-started",
  release,
  commit: `commit of ${release}`,
  message: release,
  trigger: "push",
});
const stage = (
  release: string,
  name: string,
  status: "InProgress" | "Succeeded" | "Superseded",
): ReleaseEventBody => ({ type: "stage", release, stage: name, status });
const passed = (release: string, name: string) => [
  stage(release, name, "InProgress"),
  stage(release, name, "Succeeded"),
];

test("the state of a stage is that of the execution that came into it last", () => {
  const call = after(
    started("one"),
    ...passed("one", "Source"),
    ...passed("one", "Build"),
    stage("one", "Deploy", "InProgress"),
    started("two"),
    ...passed("two", "Source"),
    stage("two", "Build", "InProgress"),
  );
  expect(call("GetPipelineState", { name: "shop" })).toMatchObject({
    pipelineName: "shop",
    stageStates: [
      { stageName: "Source", latestExecution: { pipelineExecutionId: "two", status: "Succeeded" } },
      { stageName: "Build", latestExecution: { pipelineExecutionId: "two", status: "InProgress" } },
      { stageName: "Deploy", latestExecution: { pipelineExecutionId: "one", status: "InProgress" } },
    ],
  });
});

test("a stage that nothing has come to has no execution, nor has one that was overtaken at its door", () => {
  const call = after(started("one"), ...passed("one", "Source"), stage("one", "Build", "Superseded"));
  const { stageStates } = call("GetPipelineState", { name: "shop" }) as { stageStates: object[] };
  expect(stageStates.map((state) => "latestExecution" in state)).toEqual([true, false, false]);
});

test("executions can be listed, the newest first, and asked for", () => {
  const call = after(
    started("one"),
    { type: "execution-ended", release: "one", status: "Failed", reason: "it broke" },
    started("two"),
  );
  expect(call("ListPipelineExecutions", { pipelineName: "shop" })).toMatchObject({
    pipelineExecutionSummaries: [
      { pipelineExecutionId: "two", status: "InProgress", startTime: 4 },
      { pipelineExecutionId: "one", status: "Failed", startTime: 2, lastUpdateTime: 3 },
    ],
  });
  expect(call("GetPipelineExecution", { pipelineName: "shop", pipelineExecutionId: "one" })).toMatchObject({
    pipelineExecution: { status: "Failed", statusSummary: "it broke" },
  });
});

test.each([
  ["GetPipelineState", { name: "other" }, "PipelineNotFoundException"],
  [
    "GetPipelineExecution",
    { pipelineName: "shop", pipelineExecutionId: "3" },
    "PipelineExecutionNotFoundException",
  ],
])("%s of %j is refused", (operation, input, code) => {
  expect(() => after()(operation, input)).toThrow(expect.objectContaining({ code }));
  expect(() => after()(operation, input)).toThrow(AwsError);
});
