import {
  type CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from "@aws-sdk/client-codepipeline";
import { log } from "../validate-green/log";

/** Characters that CodePipeline takes. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_FailureDetails.html */
const LONGEST_MESSAGE = 2000;

/** What came of a job. */
export interface Verdict {
  readonly done: boolean;
  /** What is served now, or why it failed. */
  readonly message: string;
}

/**
 * Tells CodePipeline what came of a job; the client tries several times.
 *
 * @throws Error where it does not get through. AWS then runs the function again, which works it all out anew.
 */
export async function report(
  client: CodePipelineClient,
  jobId: string,
  { done, message }: Verdict,
): Promise<void> {
  try {
    await (done
      ? client.send(new PutJobSuccessResultCommand({ jobId, executionDetails: { summary: message } }))
      : client.send(
          new PutJobFailureResultCommand({
            jobId,
            failureDetails: { type: "JobFailed", message: message.slice(0, LONGEST_MESSAGE) },
          }),
        ));
    log({ job: jobId, done, message });
  } catch (error) {
    if ((error as Error).name !== "InvalidJobStateException") throw error;
    // It was told before, in a run that AWS took for failed.
    log({ job: jobId, message: "the job is over already" });
  }
}
