import { CodePipelineClient, GetPipelineStateCommand } from "@aws-sdk/client-codepipeline";
import type { Operator } from "../../operator";
import { DEPLOY_STAGE } from "../../read/model";
import { millisecondsOf } from "../../read/time";
import type { Door } from "../model";

/**
 * Whether executions may enter the deploy stage, and which stands before it.
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineState.html
 *
 * @returns `undefined` where there is no pipeline, or no such stage
 */
export async function readDoor({ calls, system }: Operator): Promise<Door | undefined> {
  if (!system.pipeline) return undefined;
  const send = calls.of("codepipeline", CodePipelineClient);
  const { stageStates = [] } = await send(new GetPipelineStateCommand({ name: system.pipeline }));
  const stage = stageStates.find(({ stageName }) => stageName === DEPLOY_STAGE);
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
