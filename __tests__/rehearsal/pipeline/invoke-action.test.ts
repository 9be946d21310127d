import type { Functions, InvocationResult } from "../../../rehearsal/hooks/model";
import { artifactKey } from "../../../rehearsal/pipeline/artifact-location";
import { invokeAction } from "../../../rehearsal/pipeline/invoke-action";
import type { jobEvent } from "../../../rehearsal/pipeline/job";
import { JobBoard } from "../../../rehearsal/pipeline/job-board";
import type { ActionResult, Execution } from "../../../rehearsal/pipeline/pipeline";
import type { ActionModel } from "../../../rehearsal/stack/model";
import { VirtualClock } from "../virtual-clock";

type Job = ReturnType<typeof jobEvent>["CodePipeline.job"];

const MINUTE_MS = 60_000;
const ACTION: ActionModel = {
  name: "Flip",
  category: "Invoke",
  provider: "Lambda",
  namespace: "Flip",
  configuration: { FunctionName: "shop-efs-flip-color", UserParameters: '{"color":"blue"}' },
  inputArtifacts: ["Build"],
  outputArtifacts: [],
};
const EXECUTION: Execution = {
  id: "execution-1",
  number: 1,
  commit: "c1",
  message: "One",
  trigger: "push",
  artifacts: {},
  variables: {},
};

/** A function on paper, its jobs, and the action that invokes it. */
class Desk {
  readonly clock = new VirtualClock();
  readonly board = new JobBoard();
  readonly jobs: { readonly job: Job; readonly at: number }[] = [];
  readonly said: string[] = [];
  readonly closing = new AbortController();
  private readonly began = this.clock.now();

  constructor(
    private readonly work: (job: Job, desk: Desk) => InvocationResult["ended"] | undefined,
    private readonly dies = false,
  ) {}

  public call(operation: string, input: Record<string, unknown>): unknown {
    return this.board.actions[`codepipeline.${operation}`]?.(input);
  }

  public run(): Promise<ActionResult> {
    const functions: Functions = {
      invoke: async (_, event) => {
        const { "CodePipeline.job": job } = event as ReturnType<typeof jobEvent>;
        this.jobs.push({ job, at: this.minutes });
        const ended = this.work(job, this) ?? "returned";
        return ended === "returned" ? { ended, value: null } : { ended, error: `it ${ended}` };
      },
    };
    const runner = invokeAction({
      pipeline: "shop-efs",
      bucket: "shop-efs-artifacts",
      board: this.board,
      functions,
      clock: this.clock,
      say: (source, text) => this.said.push(`${source}: ${text}`),
      signal: this.closing.signal,
      dies: (_, name) => this.dies && name.endsWith("-flip-color"),
    });
    return this.clock.play(runner(ACTION, EXECUTION));
  }

  public get minutes(): number {
    return (this.clock.now() - this.began) / MINUTE_MS;
  }
}

const succeed = (job: Job, desk: Desk) => void desk.call("PutJobSuccessResult", { jobId: job.id });

test("a function is invoked with a job in CodePipeline's form, and its variables become the action's", async () => {
  const desk = new Desk((job) => {
    desk.call("PutJobSuccessResult", { jobId: job.id, outputVariables: { COLOR: "blue", AGE: 3 } });
    return undefined;
  });
  expect(await desk.run()).toEqual({ status: "Succeeded", variables: { COLOR: "blue", AGE: "3" } });
  expect(desk.jobs).toEqual([
    {
      at: 0,
      job: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        accountId: "123456789012",
        data: {
          actionConfiguration: { configuration: ACTION.configuration },
          inputArtifacts: [
            {
              name: "Build",
              revision: null,
              location: {
                type: "S3",
                s3Location: {
                  bucketName: "shop-efs-artifacts",
                  objectKey: artifactKey("shop-efs", "execution-1", "Build"),
                },
              },
            },
          ],
          outputArtifacts: [],
          artifactCredentials: {
            accessKeyId: expect.any(String),
            secretAccessKey: expect.any(String),
            sessionToken: expect.any(String),
            expirationTime: expect.any(Number),
          },
        },
      },
    },
  ]);
});

test("an artifact has one key in an execution, and another in the next", () => {
  const key = artifactKey("a-pipeline-with-a-long-name", "1", "BuildArtifacts");
  expect(key).toMatch(/^a-pipeline-with-a-lo\/BuildArtif\/[0-9A-Za-z]{7}$/);
  expect(artifactKey("a-pipeline-with-a-long-name", "1", "BuildArtifacts")).toBe(key);
  expect(artifactKey("a-pipeline-with-a-long-name", "2", "BuildArtifacts")).not.toBe(key);
});

test("a function that reports a failure fails the action with its message", async () => {
  const desk = new Desk((job) => {
    desk.call("PutJobFailureResult", {
      jobId: job.id,
      failureDetails: { type: "JobFailed", message: "the pointer cannot be written" },
    });
    return undefined;
  });
  expect(await desk.run()).toEqual({ status: "Failed", reason: "the pointer cannot be written" });
});

test("a function that is not done is invoked again with its token, as another job", async () => {
  const desk = new Desk((job) => {
    const token = job.data.continuationToken;
    desk.call("PutJobSuccessResult", {
      jobId: job.id,
      ...(token === "2" ? {} : { continuationToken: String(Number(token ?? 0) + 1) }),
    });
    return undefined;
  });
  expect(await desk.run()).toEqual({ status: "Succeeded", variables: {} });
  expect(desk.jobs.map(({ job, at }) => [job.data.continuationToken, at])).toEqual([
    [undefined, 0],
    ["1", 0.5],
    ["2", 1],
  ]);
  expect(new Set(desk.jobs.map(({ job }) => job.id)).size).toBe(3);
});

test("a function that always goes on is given up after a day", async () => {
  const desk = new Desk(
    (job) => void desk.call("PutJobSuccessResult", { jobId: job.id, continuationToken: "x" }),
  );
  expect(await desk.run()).toMatchObject({ status: "Failed" });
  expect(desk.minutes).toBe(24 * 60);
});

test("a function that ends without a report leaves the job until its 20 minutes are over", async () => {
  const desk = new Desk(() => undefined);
  expect(await desk.run()).toMatchObject({
    status: "Failed",
    reason: expect.stringContaining("shop-efs-flip-color failed to return a result"),
  });
  expect([desk.minutes, desk.jobs.length]).toEqual([20, 1]);
});

test.each(["failed", "timed-out"] as const)("a function that %s is run three times in all", async (ended) => {
  const desk = new Desk(() => ended);
  expect(await desk.run()).toMatchObject({ status: "Failed" });
  expect(desk.jobs.map(({ at }) => at)).toEqual([0, 1, 3]);
  expect(new Set(desk.jobs.map(({ job }) => job.id)).size).toBe(1);
  expect(desk.said).toContain(`shop-efs-flip-color: it ${ended}`);
});

test("a second attempt can still report", async () => {
  const desk = new Desk((job, { jobs }) => {
    if (jobs.length < 2) return "failed";
    succeed(job, desk);
    return undefined;
  });
  expect(await desk.run()).toMatchObject({ status: "Succeeded" });
  expect(desk.minutes).toBe(1);
});

test("a function that dies at once is never run, and its job times out", async () => {
  const desk = new Desk(succeed, true);
  expect(await desk.run()).toMatchObject({ status: "Failed" });
  expect([desk.jobs, desk.minutes]).toEqual([[], 20]);
  expect(desk.said.filter((line) => line.includes("--fault flip-dies"))).toHaveLength(3);
});

test("a job is stopped with the rehearsal", async () => {
  const desk = new Desk(() => void desk.closing.abort());
  expect(await desk.run()).toEqual({ status: "Stopped" });
});

describe("a report", () => {
  test.each([
    ["that comes twice", "InvalidJobStateException"],
    ["of a job that timed out", "InvalidJobStateException"],
    ["of an unknown job", "JobNotFoundException"],
  ])("%s is refused, and changes nothing: %s", async (title, code) => {
    const desk = new Desk((job) => {
      if (title === "that comes twice") succeed(job, desk);
      return undefined;
    });
    const { status } = await desk.run();
    const [{ job } = { job: { id: "" } }] = desk.jobs;
    const jobId = title === "of an unknown job" ? "other" : job.id;
    const failureDetails = { type: "JobFailed", message: "too late" };
    expect(() => desk.call("PutJobFailureResult", { jobId, failureDetails })).toThrow(
      expect.objectContaining({ name: code }),
    );
    expect(status).toBe(title === "that comes twice" ? "Succeeded" : "Failed");
  });

  test("of a failure without a message is refused", () => {
    const desk = new Desk(() => undefined);
    void desk.board.open("1");
    expect(() => desk.call("PutJobFailureResult", { jobId: "1", failureDetails: { type: "Sad" } })).toThrow(
      expect.objectContaining({ name: "ValidationException" }),
    );
  });
});
