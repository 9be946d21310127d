import type { DeploymentView, ReleaseView, StageView } from "../../deployment-view/view";
import type { Actions } from "../aws/actions";
import { pipelineActions } from "../pipeline/pipeline-actions";
import type { ActionModel, PipelineModel, StageModel } from "../stack/model";
import { type Place, seconds } from "./model";

/** What CodePipeline says of an action, by what is said here of its stage. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionExecutionDetail.html status */
const STATUSES: Readonly<Partial<Record<StageView["status"], string>>> = {
  InProgress: "InProgress",
  Succeeded: "Succeeded",
  Failed: "Failed",
  Stopped: "Abandoned",
};

/** The pipeline, its executions and what their actions did. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Operations.html */
export function pipelineReading(
  pipeline: Pick<PipelineModel, "name" | "stages">,
  { region, accountId }: Place,
  view: () => DeploymentView,
): Actions {
  // A push reaches a pipeline by a rule, which is all that CodePipeline knows of it.
  const trigger = {
    triggerType: "CloudWatchEvent",
    triggerDetail: `arn:aws:events:${region}:${accountId}:rule/${pipeline.name}`,
  };
  return {
    ...pipelineActions(pipeline, view, trigger),
    "codepipeline.ListActionExecutions": ({ filter }) => {
      const { pipelineExecutionId: id } = Object(filter);
      const release = view().releases.find((one) => one.id === id);
      return {
        actionExecutionDetails: pipeline.stages.flatMap((stage) => (release ? actionOf(stage, release) : [])),
      };
    },
  };
}

/** Of a stage one action is told: the one that a person is asked by, while it asks, else the last. */
function actionOf({ name, actions }: StageModel, release: ReleaseView) {
  const state = release.stages.find((stage) => stage.name === name);
  const status = STATUSES[state?.status ?? "Pending"];
  if (!state || !status) return [];
  const asks = release.waiting?.for === "approval" && state.status === "InProgress";
  const action = asks ? actions.find(({ category }) => category === "Approval") : actions.at(-1);
  if (!action) return [];
  return [
    {
      pipelineExecutionId: release.id,
      actionExecutionId: `${release.id}/${action.name}`,
      stageName: name,
      actionName: action.name,
      status,
      startTime: seconds(state.startedAt),
      lastUpdateTime: seconds(state.endedAt ?? state.startedAt),
      input: { actionTypeId: { category: action.category, owner: "AWS", provider: action.provider } },
      output: { executionResult: resultOf(action, release, state) },
    },
  ];
}

function resultOf({ category, provider }: ActionModel, release: ReleaseView, { detail }: StageView) {
  const ids: Readonly<Record<string, string | undefined>> = {
    CodeDeploy: release.deployment?.id,
    CodeDeployToECS: release.deployment?.id,
    Manual: category === "Approval" ? release.id : undefined,
  };
  return {
    externalExecutionId: ids[provider],
    ...(detail && { errorDetails: { code: "JobFailed", message: detail } }),
  };
}
