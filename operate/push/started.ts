import {
  CodePipelineClient,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
} from "@aws-sdk/client-codepipeline";
import { Interrupted } from "../../aws/failure";
import type { Operator } from "../operator";

/** An execution that a push has started. */
export interface Started {
  readonly id: string;
  readonly status: string;
}

/** EventBridge starts the pipeline within seconds; later than this nothing will. */
const START_SECONDS = 90;
const EVERY_SECONDS = 3;

/** Executions that are looked at: the newest are listed first. */
const NEWEST = 20;

/** Ids of executions that there are already: by this machine's clock nobody could tell. */
export async function knownExecutions(operator: Operator, pipeline: string): Promise<ReadonlySet<string>> {
  const newest = await newestOf(operator, pipeline);
  return new Set(newest.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []));
}

/**
 * Waits until the pipeline has the commit.
 *
 * @param known executions that the push has not started
 * @returns `undefined` where none was started in time
 * @throws Interrupted when somebody ends the command
 */
export async function startedBy(
  operator: Operator,
  pipeline: string,
  commit: string,
  known: ReadonlySet<string>,
): Promise<Started | undefined> {
  const { clock, signal } = operator;
  const until = clock.now() + START_SECONDS * 1000;
  while (true) {
    for (const { pipelineExecutionId: id = "", status, sourceRevisions = [] } of await newestOf(
      operator,
      pipeline,
    )) {
      const isOf = sourceRevisions.some(({ revisionId }) => revisionId === commit);
      if (isOf && !known.has(id)) return { id, status: status ?? "InProgress" };
    }
    if (clock.now() >= until) return undefined;
    await clock.wait(EVERY_SECONDS * 1000, signal);
    if (signal.aborted) throw new Interrupted();
  }
}

async function newestOf({ calls }: Operator, pipelineName: string): Promise<PipelineExecutionSummary[]> {
  const send = calls.of("codepipeline", CodePipelineClient);
  const answer = await send(new ListPipelineExecutionsCommand({ pipelineName, maxResults: NEWEST }));
  return answer.pipelineExecutionSummaries ?? [];
}
