import {
  CodePipelineClient,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
} from "@aws-sdk/client-codepipeline";
import type { Operator } from "../operator";
import { poll } from "../poll";

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
 * Waits until the pipeline has the commit. What is throttled or cannot be reached is looked at again for as long.
 *
 * @param known executions that the push has not started
 * @param tell told why it is looked again
 * @returns `undefined` where none was started in time
 * @throws CallError where the pipeline cannot be looked at, Interrupted when somebody ends the command
 */
export async function startedBy(
  operator: Operator,
  pipeline: string,
  commit: string,
  known: ReadonlySet<string>,
  tell: (text: string) => void,
): Promise<Started | undefined> {
  const { clock } = operator;
  const until = clock.now() + START_SECONDS * 1000;
  return poll(
    operator,
    tell,
    async () => {
      for (const { pipelineExecutionId: id = "", status, sourceRevisions = [] } of await newestOf(
        operator,
        pipeline,
      )) {
        const isOf = sourceRevisions.some(({ revisionId }) => revisionId === commit);
        if (isOf && !known.has(id)) return { found: { id, status: status ?? "InProgress" } };
      }
      return clock.now() >= until ? { found: undefined } : undefined;
    },
    { everySeconds: EVERY_SECONDS, until },
  );
}

async function newestOf({ calls }: Operator, pipelineName: string): Promise<PipelineExecutionSummary[]> {
  const send = calls.of("codepipeline", CodePipelineClient);
  const answer = await send(new ListPipelineExecutionsCommand({ pipelineName, maxResults: NEWEST }));
  return answer.pipelineExecutionSummaries ?? [];
}
