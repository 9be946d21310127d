import { setTimeout as wait } from "node:timers/promises";
import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { Context } from "aws-lambda";
import { log } from "../validate-green/log";
import { jobOf, type PipelineJob, releaseOf } from "./events";
import { remember } from "./parameters";
import { report, type Verdict } from "./report";
import { type Clients, type Settings, settle, unknown } from "./settle";

/** Attempts of each call, and milliseconds that one may take. */
const CALLS = {
  maxAttempts: 4,
  requestHandler: { requestTimeout: 5000, throwOnRequestTimeout: true },
} as const;

/** Milliseconds that a report may take: all its attempts, and the client's pauses. */
export const REPORT_MS = 25_000;

/**
 * Keeps the pointer to the color that users are served. The pipeline calls it behind the deployment, with the color that
 * the build wrote; EventBridge calls it when a deployment ends in any way, so that it is right after a rollback too.
 *
 * @throws Error where CodePipeline cannot be told, or where EventBridge's event could not be worked on: AWS tries again
 */
export async function handler(
  event: unknown,
  context: Pick<Context, "getRemainingTimeInMillis">,
): Promise<void> {
  const job = jobOf(event);
  if (job) {
    const verdict = await judge(job, context.getRemainingTimeInMillis() - REPORT_MS);
    return report(new CodePipelineClient(CALLS), job.id, verdict);
  }
  const { deploymentId, state } = Object(Object(event).detail);
  log({ deployment: deploymentId, state });
  await settle(clients(), readSettings(process.env));
}

/** Whatever goes wrong is a verdict too: without one the pipeline would wait until it gives up. */
async function judge(job: PipelineJob, timeMs: number): Promise<Verdict> {
  const late = new AbortController();
  try {
    return await Promise.race([release(job), tooLate(timeMs, late.signal)]);
  } catch (error) {
    log({ level: "error", message: String(error) });
    return { done: false, message: (error as Error).message };
  } finally {
    late.abort();
  }
}

async function release(job: PipelineJob): Promise<Verdict> {
  const settings = readSettings(process.env);
  const at = clients();
  await remember(at.ssm, settings.revisionsParameter, releaseOf(job));
  const served = await settle(at, settings);
  return served.color
    ? { done: true, message: `${served.color} is served` }
    : { done: false, message: unknown(served, settings) };
}

async function tooLate(timeMs: number, signal: AbortSignal): Promise<never> {
  await wait(timeMs, undefined, { signal });
  throw new Error(`AWS did not answer within ${timeMs} ms: try the stage again`);
}

function clients(): Clients {
  return { ssm: new SSMClient(CALLS), codeDeploy: new CodeDeployClient(CALLS) };
}

const VARIABLES = {
  application: "APPLICATION",
  group: "DEPLOYMENT_GROUP",
  colorParameter: "COLOR_PARAMETER",
  revisionsParameter: "REVISIONS_PARAMETER",
} as const satisfies Record<keyof Settings, string>;

/** @throws Error that names every variable that is missing */
function readSettings(env: NodeJS.ProcessEnv): Settings {
  const missing = Object.values(VARIABLES).filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`bad settings: ${missing.join(", ")} not set`);
  const text = (key: keyof Settings) => env[VARIABLES[key]] ?? "";
  return {
    application: text("application"),
    group: text("group"),
    colorParameter: text("colorParameter"),
    revisionsParameter: text("revisionsParameter"),
  };
}
