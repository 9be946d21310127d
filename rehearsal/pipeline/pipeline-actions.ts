import type { DeploymentView, ReleaseView } from "../../deployment-view/view";
import { type Actions, AwsError } from "../aws/actions";
import type { PipelineModel } from "../stack/model";

/**
 * What CodePipeline says of the pipeline and its executions, to builds and functions that ask.
 *
 * @param view what has happened so far
 * @param trigger what started every execution. @default - what the release says
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Operations.html
 */
export function pipelineActions(
  { name, stages }: Pick<PipelineModel, "name" | "stages">,
  view: () => Pick<DeploymentView, "releases">,
  trigger?: { readonly triggerType: string; readonly triggerDetail: string },
): Actions {
  function known(asked: unknown): void {
    if (asked === name) return;
    throw new AwsError("PipelineNotFoundException", `Account does not have a pipeline with name '${asked}'`);
  }

  return {
    "codepipeline.GetPipelineState": (input) => {
      known(input.name);
      return {
        pipelineName: name,
        pipelineVersion: 1,
        stageStates: stages.map((stage) => stageState(stage.name, view().releases)),
      };
    },

    "codepipeline.GetPipelineExecution": ({ pipelineName, pipelineExecutionId }) => {
      known(pipelineName);
      const release = view().releases.find(({ id }) => id === pipelineExecutionId);
      if (!release) {
        throw new AwsError(
          "PipelineExecutionNotFoundException",
          `There is no execution ${pipelineExecutionId} of ${name}`,
        );
      }
      return {
        pipelineExecution: {
          pipelineName: name,
          pipelineVersion: 1,
          pipelineExecutionId: release.id,
          status: release.status,
          statusSummary: release.reason,
          artifactRevisions: revisions(release),
        },
      };
    },

    "codepipeline.ListPipelineExecutions": ({ pipelineName, maxResults }) => {
      known(pipelineName);
      const newestFirst = [...view().releases].reverse();
      return {
        pipelineExecutionSummaries: newestFirst.slice(0, Number(maxResults ?? 100)).map((release) => ({
          pipelineExecutionId: release.id,
          status: release.status,
          startTime: release.startedAt / 1000,
          lastUpdateTime: (release.endedAt ?? lastChange(release)) / 1000,
          sourceRevisions: revisions(release),
          trigger: trigger ?? { triggerDetail: release.trigger },
        })),
      };
    },
  };
}

/** A stage is in the state that the execution brought it to that came into it last; one that was overtaken never did. */
function stageState(stageName: string, releases: readonly ReleaseView[]) {
  const entries = releases.flatMap((release) => {
    const stage = release.stages.find((one) => one.name === stageName);
    if (stage?.startedAt === undefined) return [];
    return [{ release, stage, at: stage.startedAt }];
  });
  const [latest] = entries.sort((a, b) => b.at - a.at);
  return {
    stageName,
    inboundTransitionState: { enabled: true },
    actionStates: [],
    ...(latest && {
      latestExecution: { pipelineExecutionId: latest.release.id, status: latest.stage.status },
    }),
  };
}

function lastChange({ startedAt, stages }: ReleaseView): number {
  return Math.max(startedAt, ...stages.flatMap((stage) => [stage.startedAt ?? 0, stage.endedAt ?? 0]));
}

function revisions({ commit, message }: ReleaseView) {
  return [{ actionName: "Source", revisionId: commit, revisionSummary: message }];
}
