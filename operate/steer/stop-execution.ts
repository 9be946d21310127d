import { CodePipelineClient, StopPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import { CallError } from "../../aws/failure";
import type { Operator } from "../operator";
import { PATIENCE, poll } from "../poll";
import { executionOf } from "../read/executions";
import { goesOn } from "../read/model";
import { SteerError } from "./failure";
import type { Step } from "./model";

type StopExecution = Extract<Step, { readonly do: "stop-execution" }>;

/**
 * Asks CodePipeline to stop an execution, again while it is busy. One that has ended, or stops already, is so.
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StopPipelineExecution.html
 *
 * @throws SteerError where it cannot be stopped, CallError where AWS refuses
 */
export async function stopExecution(
  operator: Operator,
  { execution, abandons, reason }: StopExecution,
  tell: (text: string) => void,
): Promise<void> {
  const send = operator.calls.of("codepipeline", CodePipelineClient);
  const stop = new StopPipelineExecutionCommand({
    pipelineName: operator.system.pipeline,
    pipelineExecutionId: execution,
    abandon: abandons,
    reason,
  });
  let busy = 0;
  await poll(operator, tell, async () => {
    try {
      await send(stop);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      busy += 1;
      if (error.code === "ConflictException" && busy < PATIENCE) {
        tell(`the pipeline is busy, and does not stop ${execution} yet: asking again`);
        return undefined;
      }
      await refused(operator, execution, error);
    }
    return { found: true };
  });
}

async function refused(operator: Operator, id: string, error: CallError): Promise<void> {
  if (error.code === "DuplicatedStopRequestException") return;
  if (error.code !== "PipelineExecutionNotStoppableException") throw error;
  const execution = await executionOf(operator, id);
  if (goesOn(execution)) {
    throw new SteerError(`CodePipeline cannot stop ${id}, which is ${execution.status}: ${error.message}`);
  }
}
