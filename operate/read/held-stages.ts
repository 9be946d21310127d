import type { Operator } from "../operator";
import type { HeldStage } from "./model";
import { personOf } from "./person";
import { readStageStates } from "./stage-states";
import { millisecondsOf } from "./time";

/**
 * The stages whose inbound transition is disabled, in the pipeline's order; none where the system has no pipeline.
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_TransitionState.html
 */
export async function heldStages(operator: Operator): Promise<HeldStage[]> {
  return (await readStageStates(operator)).flatMap(
    ({ stageName = "", inboundTransitionState: transition }) =>
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
