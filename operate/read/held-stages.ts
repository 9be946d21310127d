import { CodePipelineClient, GetPipelineStateCommand } from "@aws-sdk/client-codepipeline";
import type { Operator } from "../operator";
import type { HeldStage } from "./model";
import { personOf } from "./person";
import { millisecondsOf } from "./time";

/**
 * The stages whose inbound transition is disabled, in the pipeline's order; none where the system has no pipeline.
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_TransitionState.html
 */
export async function heldStages({ calls, system: { pipeline } }: Operator): Promise<HeldStage[]> {
  if (!pipeline) return [];
  const send = calls.of("codepipeline", CodePipelineClient);
  const { stageStates = [] } = await send(new GetPipelineStateCommand({ name: pipeline }));
  return stageStates.flatMap(({ stageName = "", inboundTransitionState: transition }) =>
    transition?.enabled === false
      ? [
          {
            stage: stageName,
            reason: transition.disabledReason ?? "",
            by: personOf(transition.lastChangedBy ?? ""),
            since: millisecondsOf(transition.lastChangedAt) ?? 0,
          },
        ]
      : [],
  );
}
