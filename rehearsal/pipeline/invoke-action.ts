import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import { invokeAsynchronously } from "../hooks/asynchronous";
import type { Functions, InvocationResult } from "../hooks/model";
import { ACCOUNT } from "../stack/computed";
import type { ActionModel } from "../stack/model";
import { jobEvent } from "./job";
import type { JobBoard, JobReport } from "./job-board";
import type { ActionResult, ActionRunner } from "./pipeline";

/**
 * AWS milliseconds that a function has until it says anything, and that the whole action has.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
 */
const REPORT_LIMIT_MS = 20 * 60_000;
const ACTION_LIMIT_MS = 24 * 60 * 60_000;

/** AWS milliseconds until a function that is not done is invoked again; AWS says no more than that it is periodical. */
const CONTINUE_AFTER_MS = 30_000;

export interface InvokeActionProps {
  readonly pipeline: string;
  /** Bucket of the pipeline's artifacts. */
  readonly bucket: string;
  readonly board: JobBoard;
  readonly functions: Functions;
  readonly clock: Clock;
  readonly say: (source: string, text: string) => void;
  /** Gives every job up. */
  readonly signal: AbortSignal;
  /** Whether a function is killed as soon as it is invoked in a release. @default - none is */
  readonly dies?: (release: string, functionName: string) => boolean;
}

/**
 * The provider Lambda of category Invoke: a function is invoked, and what it reports counts, not what it returns.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html
 */
export function invokeAction(props: InvokeActionProps): ActionRunner {
  return async (action, { id }) => {
    const ends = props.clock.now() + ACTION_LIMIT_MS;
    let continuationToken: string | undefined;
    while (props.clock.now() < ends) {
      const report = await job(props, action, id, continuationToken, ends);
      if (!report && props.signal.aborted) return { status: "Stopped" };
      const result = resultOf(action, report);
      if (result) return result;
      continuationToken = report?.said === "success" ? report.continuationToken : undefined;
      await props.clock.after(CONTINUE_AFTER_MS, props.signal);
      if (props.signal.aborted) return { status: "Stopped" };
    }
    return noResult(action);
  };
}

/** One job: one event, whatever it takes to have it worked on. @returns `undefined` where nothing was reported in time */
async function job(
  props: InvokeActionProps,
  action: ActionModel,
  execution: string,
  continuationToken: string | undefined,
  ends: number,
): Promise<JobReport | undefined> {
  const { pipeline, bucket, board, clock, say } = props;
  const { FunctionName: name = "" } = action.configuration;
  const id = randomUUID();
  const expires = Math.min(ends, clock.now() + REPORT_LIMIT_MS);
  const over = new AbortController();
  const signal = AbortSignal.any([props.signal, over.signal]);
  const reported = board.open(id);
  // Only the report counts: a function that ends without one is waited for all the same.
  void invokeAsynchronously({
    functions: mortal(props, execution),
    clock,
    name,
    event: jobEvent({
      id,
      accountId: ACCOUNT,
      pipeline,
      bucket,
      execution,
      action,
      continuationToken,
      expires,
    }),
    say: (line) => say(name, line),
    signal,
  });
  const report = await Promise.race([reported, clock.until(expires, signal).then(() => undefined)]);
  over.abort();
  board.close(id);
  return report;
}

/** `undefined` where the function wants to be invoked again. */
function resultOf(action: ActionModel, report: JobReport | undefined): ActionResult | undefined {
  if (!report) return noResult(action);
  if (report.said === "failure") return { status: "Failed", reason: report.message };
  return report.continuationToken === undefined
    ? { status: "Succeeded", variables: report.variables }
    : undefined;
}

function noResult({ configuration }: ActionModel): ActionResult {
  return {
    status: "Failed",
    reason:
      `The AWS Lambda function ${configuration.FunctionName} failed to return a result. Check the function to verify ` +
      "that it has permission to call the PutJobSuccessResult action and that it made a call to PutJobSuccessResult.",
  };
}

/** The functions, but for those that a fault kills. */
function mortal({ functions, dies, say }: InvokeActionProps, release: string): Functions {
  return {
    invoke: async (name, event, line): Promise<InvocationResult> => {
      if (!dies?.(release, name)) return functions.invoke(name, event, line);
      say(name, "Played by --fault flip-dies: the function itself is not run");
      return { ended: "failed", error: "Runtime exited with error: signal: killed" };
    },
  };
}
