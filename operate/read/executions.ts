import {
  type ActionExecutionDetail,
  CodePipelineClient,
  type ExecutionTrigger,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
  type StageState,
} from "@aws-sdk/client-codepipeline";
import { UserError } from "../../config/user-error";
import type { Operator } from "../operator";
import { latestActions, stagesOf } from "./execution-stages";
import { type Execution, goesOn } from "./model";
import { personOf } from "./person";
import { readStageStates } from "./stage-states";
import { millisecondsOf } from "./time";

/**
 * The newest executions of the pipeline, and those that go on however many have overtaken them; the newest first. None
 * where the system has no pipeline.
 *
 * @param known those that were read before: what has ended since is not read again until a stage of it is tried again
 */
export async function recentExecutions(
  operator: Operator,
  limit: number,
  known: readonly Execution[] = [],
): Promise<Execution[]> {
  const { pipeline } = operator.system;
  if (!pipeline || limit < 1) return [];
  const send = operator.calls.of("codepipeline", CodePipelineClient);
  const summaries: PipelineExecutionSummary[] = [];
  let nextToken: string | undefined;
  do {
    const page = await send(
      new ListPipelineExecutionsCommand({
        pipelineName: pipeline,
        maxResults: MOST,
        nextToken,
      }),
    );
    summaries.push(...(page.pipelineExecutionSummaries ?? []));
    nextToken = page.nextToken;
  } while (nextToken && summaries.length < limit);
  let stages: readonly StageState[] | undefined;
  const executions: Execution[] = [];
  // One after the other: CodePipeline throttles an account's calls all together.
  for (const [index, summary] of summaries.entries()) {
    // One waits before an approval for days, while others come and are superseded.
    if (index >= limit && !goesOn({ status: statusOf(summary) })) continue;
    const same = known.find((one) => hasEnded(one) && isOf(one, summary));
    if (!same) stages ??= await readStageStates(operator);
    executions.push(same ?? (await executionFrom(operator, pipeline, summary, stages ?? [])));
  }
  return executions;
}

/** The list of executions may be ahead of that of their actions. */
function hasEnded(execution: Execution): boolean {
  return !goesOn(execution) && execution.stages.every(({ status }) => status !== "InProgress");
}

/** Whether an execution is as it was. A stage that is tried again makes it go on, and end at another time. */
function isOf({ id, status, endedAt }: Execution, summary: PipelineExecutionSummary): boolean {
  const isSame = id === summary.pipelineExecutionId && status === statusOf(summary);
  return isSame && endedAt === millisecondsOf(summary.lastUpdateTime);
}

/**
 * One execution of the pipeline.
 *
 * @throws UserError where the pipeline knows no such execution
 */
export async function executionOf(operator: Operator, id: string): Promise<Execution> {
  const { pipeline } = operator.system;
  if (!pipeline)
    throw new UserError(
      `${operator.system.stack} has no pipeline, and so no execution ${JSON.stringify(id)}`,
    );
  const { pipelineExecution = {} } = await operator.calls.of(
    "codepipeline",
    CodePipelineClient,
  )(new GetPipelineExecutionCommand({ pipelineName: pipeline, pipelineExecutionId: id }));
  const { artifactRevisions = [], ...more } = pipelineExecution;
  const sourceRevisions = artifactRevisions.map(({ name, ...revision }) => ({
    actionName: name,
    ...revision,
  }));
  return executionFrom(operator, pipeline, { ...more, sourceRevisions }, await readStageStates(operator));
}

/** One that has only just begun may have none. */
function statusOf({ status = "InProgress" }: PipelineExecutionSummary): Execution["status"] {
  return status;
}

/** Executions of a page, as CodePipeline limits them. */
const MOST = 100;

async function executionFrom(
  operator: Operator,
  pipeline: string,
  summary: PipelineExecutionSummary,
  states: readonly StageState[],
): Promise<Execution> {
  const id = summary.pipelineExecutionId ?? "";
  const actions = latestActions(await actionsOf(operator, pipeline, id));
  const status = statusOf(summary);
  const begins = actions.flatMap(({ startTime }) => millisecondsOf(startTime) ?? []);
  const ends = actions.flatMap(({ lastUpdateTime }) => millisecondsOf(lastUpdateTime) ?? []);
  const isOver = !goesOn({ status });
  const endedAt = millisecondsOf(summary.lastUpdateTime) ?? (ends.length > 0 ? Math.max(...ends) : undefined);
  const answer = actions.find(({ input }) => input?.actionTypeId?.category === "Approval")?.updatedBy;
  return {
    id,
    status,
    ...sourceOf(summary),
    ...triggerOf(summary.trigger),
    ...(answer && { answeredBy: personOf(answer) }),
    startedAt: millisecondsOf(summary.startTime) ?? (begins.length > 0 ? Math.min(...begins) : 0),
    ...(isOver && endedAt !== undefined && { endedAt }),
    stages: stagesOf(states, actions, status),
    deployment: actions.flatMap(({ output }) =>
      deploymentIn(output?.executionResult?.externalExecutionId),
    )[0],
    approval: status === "InProgress" ? approvalOf(states, id, actions) : undefined,
  };
}

async function actionsOf({ calls }: Operator, pipelineName: string, id: string) {
  const send = calls.of("codepipeline", CodePipelineClient);
  const actions: ActionExecutionDetail[] = [];
  let nextToken: string | undefined;
  do {
    const page = await send(
      new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId: id }, nextToken }),
    );
    actions.push(...(page.actionExecutionDetails ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return actions;
}

/** The commit, of several sources the one that is a commit's, and the first line of its message. */
function sourceOf({ sourceRevisions = [] }: PipelineExecutionSummary) {
  const source = sourceRevisions.find(({ revisionId = "" }) => COMMIT.test(revisionId)) ?? sourceRevisions[0];
  return { commit: source?.revisionId ?? "", message: messageOf(source?.revisionSummary ?? "") };
}

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * Connections put the message into JSON, with the provider's name.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
function messageOf(summary: string): string {
  if (!summary.startsWith("{")) return summary;
  try {
    const { CommitMessage } = JSON.parse(summary) as { CommitMessage?: unknown };
    return typeof CommitMessage === "string" ? CommitMessage : summary;
  } catch {
    return summary;
  }
}

/** What started an execution, in words; the detail of a start by hand is the ARN of a person or of a role. */
function triggerOf({ triggerType, triggerDetail = "" }: ExecutionTrigger = {}) {
  const words = TRIGGERS[triggerType ?? ""] ?? triggerType ?? "unknown";
  const isByHand = triggerType === "StartPipelineExecution" || triggerType === "ManualRollback";
  if (isByHand && triggerDetail) {
    const startedBy = personOf(triggerDetail);
    return { trigger: `${words} by ${startedBy}`, startedBy };
  }
  const rule = triggerType === "CloudWatchEvent" ? triggerDetail.split("rule/")[1] : undefined;
  return { trigger: rule ? `${words} ${rule}` : words };
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionTrigger.html */
const TRIGGERS: Readonly<Record<string, string>> = {
  CreatePipeline: "the pipeline was created",
  StartPipelineExecution: "started",
  PollForSourceChanges: "push, found by polling",
  Webhook: "push, told by a webhook",
  WebhookV2: "push",
  CloudWatchEvent: "rule",
  PutActionRevision: "a new revision",
  ManualRollback: "rolled back",
  AutomatedRollback: "rolled back by itself",
};

function deploymentIn(id: string | undefined): string[] {
  return id !== undefined && /^d-[A-Z0-9]+$/.test(id) ? [id] : [];
}

/**
 * The token of a pipeline whose executions run side by side is the id of its action's execution.
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html
 */
function approvalOf(
  states: readonly StageState[],
  id: string,
  actions: readonly ActionExecutionDetail[],
): Execution["approval"] {
  const asked = actions.find(
    ({ status, input }) => status === "InProgress" && input?.actionTypeId?.category === "Approval",
  );
  if (!asked?.stageName || !asked.actionName) return undefined;
  const state = states.find(({ stageName }) => stageName === asked.stageName);
  const latest = state?.actionStates?.find(
    ({ actionName }) => actionName === asked.actionName,
  )?.latestExecution;
  const isThis = state?.latestExecution?.pipelineExecutionId === id;
  const token = (isThis && latest?.token) || asked.output?.executionResult?.externalExecutionId;
  return token ? { stage: asked.stageName, action: asked.actionName, token } : undefined;
}
