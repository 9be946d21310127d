import {
  type AutomationExecution,
  type AutomationExecutionMetadata,
  GetAutomationExecutionCommand,
  paginateDescribeAutomationExecutions,
  type SSMClient,
  StartAutomationExecutionCommand,
  StopAutomationExecutionCommand,
} from "@aws-sdk/client-ssm";
import { isOver, phaseOf } from "./status";

/** Bakes of a document that are not over, newest first. */
export async function runningBakes(ssm: SSMClient, document: string): Promise<AutomationExecutionMetadata[]> {
  const pages = paginateDescribeAutomationExecutions(
    { client: ssm },
    {
      Filters: [
        { Key: "DocumentNamePrefix", Values: [document] },
        { Key: "ExecutionStatus", Values: ["Pending", "InProgress", "Waiting", "Cancelling"] },
      ],
    },
  );
  const found: AutomationExecutionMetadata[] = [];
  for await (const page of pages) found.push(...(page.AutomationExecutionMetadataList ?? []));
  // A prefix is the name of other documents too.
  return found
    .filter((each) => each.DocumentName === document && !isOver(each.AutomationExecutionStatus))
    .sort((a, b) => Number(b.ExecutionStartTime ?? 0) - Number(a.ExecutionStartTime ?? 0));
}

/**
 * Joins a bake that runs, or starts one.
 *
 * @param token idempotency token: with the same one the same bake is started, once
 * @returns id of the automation
 * @throws Error in AWS's words
 */
export async function joinOrStart(ssm: SSMClient, document: string, token: string): Promise<string> {
  // One that is being cancelled will bring no image.
  const running = (await runningBakes(ssm, document)).find(
    ({ AutomationExecutionStatus }) => phaseOf(AutomationExecutionStatus) === "running",
  );
  if (running?.AutomationExecutionId) return running.AutomationExecutionId;
  const { AutomationExecutionId } = await ssm.send(
    new StartAutomationExecutionCommand({ DocumentName: document, ClientToken: token }),
  );
  if (AutomationExecutionId) return AutomationExecutionId;
  throw new Error(`AWS started ${document} and did not say as what`);
}

/** @throws Error in AWS's words, where there is no such automation among others */
export async function readBake(ssm: SSMClient, id: string): Promise<AutomationExecution> {
  const { AutomationExecution: execution = {} } = await ssm.send(
    new GetAutomationExecutionCommand({ AutomationExecutionId: id }),
  );
  return execution;
}

/** Cancels a bake: its document then ends what it has started. */
export async function cancelBake(ssm: SSMClient, id: string): Promise<void> {
  await ssm.send(new StopAutomationExecutionCommand({ AutomationExecutionId: id, Type: "Cancel" }));
}

/** Why a bake has brought no image, from the step that failed. */
export function whyFailed({
  AutomationExecutionStatus,
  FailureMessage,
  StepExecutions = [],
}: AutomationExecution): string {
  const step = StepExecutions.find(({ StepStatus }) => StepStatus === "Failed" || StepStatus === "TimedOut");
  const reason = step?.FailureMessage ?? FailureMessage ?? "AWS gives no reason";
  const where = step ? ` in step ${step.StepName}` : "";
  return `ended as ${AutomationExecutionStatus}${where}: ${reason}`;
}
