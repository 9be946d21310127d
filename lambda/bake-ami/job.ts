import type { CodePipelineEvent } from "aws-lambda";

/** How far a job has come: what CodePipeline hands from one invocation of the function to the next. */
export interface Progress {
  /** Idempotency token of the start: however often it is tried, one bake is started. */
  readonly start: string;
  /** When the job was first taken on, in milliseconds since the epoch. */
  readonly since: number;
  /** The automation that bakes. @default - it is not known yet */
  readonly automation?: string;
}

export interface Job {
  readonly id: string;
  /** @default - this is the first invocation */
  readonly continuationToken?: string;
}

const JOB = "CodePipeline.job";

/**
 * The job that an event is of.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html#action-reference-Lambda-event
 * @throws Error for an event of another kind: there is nobody to report to
 */
export function jobOf(event: unknown): Job {
  const job: Partial<CodePipelineEvent[typeof JOB]> = Object(Object(event)[JOB]);
  if (typeof job.id === "string") return { id: job.id, continuationToken: job.data?.continuationToken };
  throw new Error(`the event is no job of CodePipeline's, it has: ${Object.keys(Object(event)).join(", ")}`);
}

/**
 * Where a job stands. Each invocation has a job id of its own, so the first one's becomes the start's token.
 *
 * @throws Error where the token is not one that this function wrote
 */
export function progressOf({ id, continuationToken }: Job, now: number): Progress {
  if (continuationToken === undefined) return { start: id, since: now };
  const { start, since, automation } = parse(continuationToken);
  const known = automation === undefined || typeof automation === "string";
  if (typeof start === "string" && typeof since === "number" && known) return { start, since, automation };
  throw new Error(
    `the continuation token is ${continuationToken}, which this function did not write: start the release anew`,
  );
}

function parse(text: string): Partial<Record<keyof Progress, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
