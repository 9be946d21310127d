import type { Operator } from "../../operator";
import { DEPLOY_STAGE } from "../../read/model";
import { readStageStates } from "../../read/stage-states";
import { millisecondsOf } from "../../read/time";
import type { Door } from "../model";

/**
 * Whether executions may enter the deploy stage, and which stands before it.
 *
 * @returns `undefined` where there is no pipeline, or no such stage
 */
export async function readDoor(operator: Operator): Promise<Door | undefined> {
  const stage = (await readStageStates(operator)).find(({ stageName }) => stageName === DEPLOY_STAGE);
  if (!stage) return undefined;
  const { enabled = true, disabledReason, lastChangedBy, lastChangedAt } = stage.inboundTransitionState ?? {};
  return {
    stage: DEPLOY_STAGE,
    isOpen: enabled,
    reason: disabledReason,
    by: lastChangedBy,
    at: millisecondsOf(lastChangedAt),
    waiting: stage.inboundExecution?.pipelineExecutionId,
  };
}
