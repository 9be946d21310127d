import { CodePipelineClient, GetPipelineStateCommand, type StageState } from "@aws-sdk/client-codepipeline";
import type { Operator } from "../operator";

/**
 * The stages as the pipeline has them now, in order; none where the system has no pipeline.
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineState.html
 */
export async function readStageStates({ calls, system }: Operator): Promise<readonly StageState[]> {
  if (!system.pipeline) return [];
  const send = calls.of("codepipeline", CodePipelineClient);
  return (await send(new GetPipelineStateCommand({ name: system.pipeline }))).stageStates ?? [];
}
