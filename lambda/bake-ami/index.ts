import { CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { EC2Client } from "@aws-sdk/client-ec2";
import { SSMClient } from "@aws-sdk/client-ssm";
import { log } from "../validate-green/log";
import { cleanUp } from "./clean-up";
import { type Job, jobOf, progressOf } from "./job";
import { report } from "./report";
import { readSettings } from "./settings";
import { look, type Verdict } from "./verdict";

/** Attempts of each call, and milliseconds that one may take: together far below the function's own minutes. */
const CALLS = {
  maxAttempts: 4,
  requestHandler: { requestTimeout: 5000, throwOnRequestTimeout: true },
} as const;

/**
 * The stage of the pipeline that bakes an image: starts the automation or joins one that runs, and looks once how far it
 * is. As long as it runs, CodePipeline is given a token and calls again; nothing waits in here.
 *
 * @throws Error where nobody is there to report to, or reporting fails: AWS then runs the function again
 */
export async function handler(event: unknown): Promise<void> {
  const job = jobOf(event);
  const verdict = await judge(job);
  await report(new CodePipelineClient(CALLS), job.id, verdict);
  // Behind the report: the release goes on meanwhile.
  if (verdict.kind !== "baking") await tidy();
}

/** Whatever goes wrong is a verdict too: without one the pipeline would wait until it gives up. */
async function judge(job: Job): Promise<Verdict> {
  try {
    const now = Date.now();
    return await look(new SSMClient(CALLS), readSettings(process.env), progressOf(job, now), now);
  } catch (error) {
    log({ level: "error", job: job.id, message: String(error) });
    return { kind: "failed", reason: (error as Error).message };
  }
}

/** Never throws: AWS would take the whole invocation for failed, and run it again. */
async function tidy(): Promise<void> {
  try {
    await cleanUp({ ec2: new EC2Client(CALLS), ssm: new SSMClient(CALLS) }, readSettings(process.env));
  } catch (error) {
    log({ level: "error", message: String(error) });
  }
}
