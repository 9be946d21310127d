import { CodePipelineClient, GetPipelineStateCommand } from "@aws-sdk/client-codepipeline";
import type { Operator } from "../../operator";
import { millisecondsOf } from "../../read/time";
import type { Door } from "../model";

/** The stage that moves users, by the name that every system's pipeline gives it. */
const DEPLOY = "Deploy";

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
  const stage = stageStates.find(({ stageName }) => stageName === DEPLOY);
  if (!stage) return undefined;
  const { enabled = true, disabledReason, lastChangedBy, lastChangedAt } = stage.inboundTransitionState ?? {};
  return {
    stage: DEPLOY,
    isOpen: enabled,
    reason: disabledReason,
    by: lastChangedBy,
    at: millisecondsOf(lastChangedAt),
    waiting: stage.inboundExecution?.pipelineExecutionId,
  };
}
