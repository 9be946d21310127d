import type { StageState } from "@aws-sdk/client-codepipeline";
import type { Facts } from "../facts";
import { DEPLOY_STAGE } from "../read/model";
import { readStageStates } from "../read/stage-states";
import type { Subject } from "./model";

/** The stages of the pipeline, asked for once; none where the system has no pipeline. */
export function stageStatesOf(facts: Facts): Promise<readonly StageState[]> {
  return facts.once("pipeline state", () => readStageStates(facts.operator));
}

/**
 * The execution that deploys, where a step of another one asks: the other waits before the stage until it has ended.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
 */
export async function deployingBefore({ facts, release }: Subject): Promise<string | undefined> {
  if (release.execution === undefined) return undefined;
  const deploy = (await stageStatesOf(facts)).find(({ stageName }) => stageName === DEPLOY_STAGE);
  const { pipelineExecutionId: id, status } = deploy?.latestExecution ?? {};
  return status === "InProgress" && id !== release.execution ? id : undefined;
}
