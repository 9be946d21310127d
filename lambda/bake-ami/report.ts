import {
  type CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from "@aws-sdk/client-codepipeline";
import { log } from "../validate-green/log";
import type { Verdict } from "./verdict";

/** Characters that CodePipeline takes. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_FailureDetails.html */
const LONGEST_MESSAGE = 2000;

/** Errors that say that nobody waits for the answer any more. */
const OVER = ["InvalidJobStateException", "JobNotFoundException"];

/**
 * Tells CodePipeline what came of a job.
 *
 * @throws Error where it does not get through. AWS then runs the function again, with the same event.
 */
export async function report(client: CodePipelineClient, jobId: string, verdict: Verdict): Promise<void> {
  try {
    await send(client, jobId, verdict);
    log({ job: jobId, reported: verdict });
  } catch (error) {
    if (!OVER.includes((error as Error).name)) throw error;
    log({ job: jobId, message: "the job is over already" });
  }
}

async function send(client: CodePipelineClient, jobId: string, verdict: Verdict): Promise<void> {
  if (verdict.kind === "failed") {
    const message = verdict.reason.slice(0, LONGEST_MESSAGE);
    await client.send(
      new PutJobFailureResultCommand({ jobId, failureDetails: { type: "JobFailed", message } }),
    );
    return;
  }
  const answer =
    verdict.kind === "baking"
      ? {
          continuationToken: JSON.stringify(verdict.progress),
          executionDetails: { summary: verdict.summary, externalExecutionId: verdict.progress.automation },
        }
      : {
          outputVariables: { ImageId: verdict.imageId, AutomationId: verdict.automation },
          executionDetails: {
            summary: `${verdict.imageId} is promoted`,
            externalExecutionId: verdict.automation,
          },
        };
  await client.send(new PutJobSuccessResultCommand({ jobId, ...answer }));
}
