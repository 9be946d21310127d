import { type ActionInput, type Actions, AwsError } from "../aws/actions";

/** What a function said of its job. */
export type JobReport =
  | {
      readonly said: "success";
      readonly variables: Readonly<Record<string, string>>;
      /** It is not done yet, and wants to be invoked with this. */
      readonly continuationToken?: string;
    }
  | { readonly said: "failure"; readonly message: string };

/** The jobs that functions were invoked for, and who waits for what they say. */
export class JobBoard {
  private readonly jobs = new Map<string, { report?: (report: JobReport) => void }>();

  /** Resolves with the first report of a job; it can be made until the job is {@link close}d. */
  public open(id: string): Promise<JobReport> {
    return new Promise((resolve) => this.jobs.set(id, { report: resolve }));
  }

  /** Takes no report of a job any more. */
  public close(id: string): void {
    this.jobs.set(id, {});
  }

  /**
   * Answers the functions' reports.
   *
   * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobSuccessResult.html
   * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobFailureResult.html
   */
  public readonly actions: Actions = {
    "codepipeline.PutJobSuccessResult": (input) => {
      const { continuationToken, outputVariables } = input;
      return this.take(input, {
        said: "success",
        variables: textsOf(outputVariables),
        ...(continuationToken === undefined ? {} : { continuationToken: String(continuationToken) }),
      });
    },

    "codepipeline.PutJobFailureResult": (input) => {
      const { type, message } = Object(input.failureDetails) as { type?: unknown; message?: unknown };
      if (!FAILURE_TYPES.has(String(type)) || !message) {
        throw new AwsError(
          "ValidationException",
          `failureDetails must have a message, and a type out of ${[...FAILURE_TYPES].join(", ")}`,
        );
      }
      return this.take(input, { said: "failure", message: String(message) });
    },
  };

  private take({ jobId }: ActionInput, report: JobReport): object {
    const job = this.jobs.get(String(jobId));
    if (!job) {
      throw new AwsError("JobNotFoundException", `The job ${jobId} could not be found`);
    }
    if (!job.report) {
      throw new AwsError("InvalidJobStateException", `The job ${jobId} is finished: its state cannot change`);
    }
    job.report(report);
    this.close(String(jobId));
    return {};
  }
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_FailureDetails.html type */
const FAILURE_TYPES: ReadonlySet<string> = new Set([
  "JobFailed",
  "ConfigurationError",
  "PermissionError",
  "RevisionOutOfSync",
  "RevisionUnavailable",
  "SystemUnavailable",
]);

function textsOf(variables: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(Object(variables) as object).map(([name, value]) => [name, String(value)]),
  );
}
