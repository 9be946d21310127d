import { handler } from "../../../lambda/bake-ami";
import { awsError, Cloud, ENVIRONMENT, jobEvent } from "./cloud";

const JOB = "11111111-1111-4111-8111-111111111111";
const NEXT = "22222222-2222-4222-8222-222222222222";
const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const environment = process.env;

let cloud: Cloud;

beforeEach(() => {
  jest.spyOn(console, "log").mockImplementation();
  jest.useFakeTimers({ now: START, doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
  process.env = { ...ENVIRONMENT };
  cloud = new Cloud();
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  process.env = environment;
});

const last = () => cloud.told.at(-1);
const token = () => String(last()?.continuationToken);
const message = () => (last()?.failureDetails as { message: string } | undefined)?.message;
/** A token as the function wrote it, some minutes ago. */
const tokenOf = (automation?: string, minutesAgo = 0) =>
  JSON.stringify({ start: JOB, since: START - minutesAgo * MINUTE, automation });

describe("a job of the pipeline", () => {
  test("starts a bake, and asks to be called again", async () => {
    await handler(jobEvent(JOB));

    expect(cloud.executions).toMatchObject([
      { AutomationExecutionId: "bake-1", DocumentName: "shop-ami-golden-ami" },
    ]);
    expect(cloud.told).toEqual([
      {
        jobId: JOB,
        continuationToken: tokenOf("bake-1"),
        executionDetails: { summary: "InProgress", externalExecutionId: "bake-1" },
      },
    ]);
  });

  test("hands the image on once its bake has succeeded", async () => {
    await handler(jobEvent(JOB));
    Object.assign(cloud.executions[0] ?? {}, {
      AutomationExecutionStatus: "Success",
      Outputs: { "createImage.ImageId": ["ami-new"] },
    });
    await handler(jobEvent(NEXT, token()));

    expect(cloud.started).toHaveLength(1);
    expect(last()).toEqual({
      jobId: NEXT,
      outputVariables: { ImageId: "ami-new", AutomationId: "bake-1" },
      executionDetails: { summary: "ami-new is promoted", externalExecutionId: "bake-1" },
    });
  });

  test("shows which step the bake is at", async () => {
    cloud.bake("bake-7", "InProgress", { CurrentStepName: "patch" });
    await handler(jobEvent(JOB, tokenOf("bake-7")));

    expect(last()?.executionDetails).toMatchObject({ summary: "InProgress: patch" });
  });

  test("joins the newest bake that runs", async () => {
    cloud.bake("older", "InProgress", { ExecutionStartTime: new Date(START - 9000) });
    cloud.bake("newer", "Waiting", { ExecutionStartTime: new Date(START - 5000) });
    cloud.bake("other document's", "InProgress", { DocumentName: "shop-ami-golden-ami-2" });
    await handler(jobEvent(JOB));

    expect(cloud.started).toEqual([]);
    expect(token()).toBe(tokenOf("newer"));
  });

  test("starts a bake beside one that is being cancelled", async () => {
    cloud.bake("cancelled", "Cancelling");
    await handler(jobEvent(JOB));

    expect(token()).toBe(tokenOf("bake-2"));
  });
});

describe("how a bake goes", () => {
  const RUNNING =
    "Pending InProgress Waiting PendingApproval Approved Scheduled RunbookInProgress PendingChangeCalendarOverride ChangeCalendarOverrideApproved Cancelling StatusOfTheFuture";
  const FAILED =
    "Failed TimedOut Cancelled Rejected CompletedWithFailure ChangeCalendarOverrideRejected Exited";

  test.each(RUNNING.split(" "))("waits on at %s", async (status) => {
    cloud.bake("bake-7", status);
    await handler(jobEvent(NEXT, tokenOf("bake-7", 119)));

    expect(token()).toBe(tokenOf("bake-7", 119));
  });

  test.each(FAILED.split(" "))("fails at %s, with the step that failed and why", async (status) => {
    cloud.bake("bake-7", status, {
      StepExecutions: [
        { StepName: "patch", StepStatus: "Success" },
        { StepName: "checkImage", StepStatus: "Failed", FailureMessage: "codedeploy-agent is not active" },
      ],
    });
    await handler(jobEvent(NEXT, tokenOf("bake-7")));

    expect(message()).toBe(
      `automation bake-7 ended as ${status} in step checkImage: codedeploy-agent is not active`,
    );
  });

  test.each(["Success", "CompletedWithSuccess"])("succeeds at %s", async (status) => {
    cloud.bake("bake-7", status, { Outputs: { "createImage.ImageId": ["ami-new"] } });
    await handler(jobEvent(NEXT, tokenOf("bake-7")));

    expect(last()?.outputVariables).toEqual({ ImageId: "ami-new", AutomationId: "bake-7" });
  });

  test("names the automation's own reason where no step has one", async () => {
    cloud.bake("bake-7", "Failed", { FailureMessage: "the role may not be assumed" });
    await handler(jobEvent(NEXT, tokenOf("bake-7")));

    expect(message()).toBe("automation bake-7 ended as Failed: the role may not be assumed");
  });

  test("fails when a bake succeeds without an image", async () => {
    cloud.bake("bake-7", "Success", { Outputs: { "createImage.ImageId": ["No output available yet"] } });
    await handler(jobEvent(NEXT, tokenOf("bake-7")));

    expect(message()).toBe("automation bake-7 succeeded and names no image in createImage.ImageId");
  });

  test("cuts a reason to what CodePipeline takes", async () => {
    cloud.bake("bake-7", "Failed", { FailureMessage: "x".repeat(9000) });
    await handler(jobEvent(NEXT, tokenOf("bake-7")));

    expect(message()).toHaveLength(2000);
  });
});

describe("a job that takes too long", () => {
  test("fails behind its deadline, and cancels the bake that the next release would join", async () => {
    cloud.bake("bake-7", "InProgress");
    await handler(jobEvent(NEXT, tokenOf("bake-7", 121)));

    expect(cloud.executions[0]?.AutomationExecutionStatus).toBe("Cancelling");
    expect(message()).toBe("automation bake-7 was cancelled: it was not over after 120 minutes");
  });

  test("takes an image that was ready behind the deadline all the same", async () => {
    cloud.bake("bake-7", "Success", { Outputs: { "createImage.ImageId": ["ami-new"] } });
    await handler(jobEvent(NEXT, tokenOf("bake-7", 500)));

    expect(last()?.outputVariables).toMatchObject({ ImageId: "ami-new" });
  });

  test("counts from the first invocation, through all the others", async () => {
    await handler(jobEvent(JOB));
    for (const minutes of [60, 60]) {
      jest.setSystemTime(Date.now() + minutes * MINUTE);
      await handler(jobEvent(`${minutes}-${Date.now()}`, token()));
      expect(last()?.continuationToken).toBeDefined();
    }
    jest.setSystemTime(Date.now() + MINUTE);
    await handler(jobEvent(NEXT, token()));

    expect(message()).toContain("not over after 120 minutes");
  });

  test("fails when no bake could be started until the deadline", async () => {
    await handler(jobEvent(NEXT, tokenOf(undefined, 121)));

    expect(cloud.started).toEqual([]);
    expect(message()).toBe("no bake could be started after 120 minutes");
  });

  test("fails when AWS does not answer until the deadline, though the bake cannot be cancelled either", async () => {
    cloud.bake("bake-7", "InProgress");
    cloud.faults.GetAutomationExecution = awsError("ThrottlingException");
    cloud.faults.StopAutomationExecution = awsError("ThrottlingException", 400, "Rate exceeded");
    await handler(jobEvent(NEXT, tokenOf("bake-7", 121)));

    expect(message()).toBe("Rate exceeded");
  });
});

describe("what goes wrong on the way", () => {
  test.each([
    ["throttling", awsError("ThrottlingException")],
    ["too many automations", awsError("AutomationExecutionLimitExceededException")],
    ["an error of AWS's own", awsError("InternalServerError", 500)],
    ["a cut connection", Object.assign(new Error("socket hang up"), { code: "ECONNRESET" })],
  ])("tries again later at %s", async (_, fault) => {
    cloud.faults.StartAutomationExecution = fault;
    await handler(jobEvent(JOB));
    expect(token()).toBe(tokenOf());

    delete cloud.faults.StartAutomationExecution;
    await handler(jobEvent(NEXT, token()));
    expect(token()).toBe(tokenOf("bake-1"));
  });

  test("waits on when it cannot see how the bake goes", async () => {
    cloud.bake("bake-7", "InProgress");
    cloud.faults.GetAutomationExecution = awsError("ThrottlingException");
    await handler(jobEvent(NEXT, tokenOf("bake-7")));

    expect(token()).toBe(tokenOf("bake-7"));
    expect(last()?.executionDetails).toMatchObject({ summary: "AWS did not answer: ThrottlingException" });
  });

  test.each([
    ["the document is not there", "StartAutomationExecution", "AutomationDefinitionNotFoundException"],
    ["the function may not start it", "StartAutomationExecution", "AccessDeniedException"],
    ["the function may not look", "DescribeAutomationExecutions", "AccessDeniedException"],
  ])("fails when %s", async (_, action, name) => {
    cloud.faults[action] = awsError(name, 400, `${name}: no`);
    await handler(jobEvent(JOB));

    expect(message()).toBe(`${name}: no`);
  });

  test("fails when the automation is not there", async () => {
    await handler(jobEvent(NEXT, tokenOf("bake-9")));

    expect(message()).toBe("there is no bake-9");
  });

  test.each([
    "",
    "nonsense",
    "{}",
    "null",
    '{"start":"x","since":"y"}',
    '{"start":"x","since":1,"automation":7}',
  ])("fails with a token that it did not write: %j", async (bad) => {
    await handler(jobEvent(NEXT, bad));

    expect(message()).toContain("which this function did not write");
    expect(cloud.started).toEqual([]);
  });

  test.each([
    ["SYSTEM", undefined, "SYSTEM is not set"],
    ["DOCUMENT", undefined, "DOCUMENT is not set"],
    ["POINTER", undefined, "POINTER is not set"],
    ["IMAGES_TO_KEEP", "0", 'IMAGES_TO_KEEP is "0", allowed: a whole number, 1 or more'],
    ["DEADLINE_MINUTES", "soon", 'DEADLINE_MINUTES is "soon", allowed: a whole number, 1 or more'],
  ])("fails when %s is %s", async (name, value, expected) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
    await handler(jobEvent(JOB));

    expect(message()).toBe(`bad settings: ${expected}`);
  });

  test("throws where the report does not get through, so that AWS runs it again", async () => {
    cloud.faults.PutJobSuccessResult = awsError("ThrottlingException");
    await expect(handler(jobEvent(JOB))).rejects.toThrow("ThrottlingException");

    delete cloud.faults.PutJobSuccessResult;
    await handler(jobEvent(JOB));
    expect(cloud.executions).toHaveLength(1);
    expect(token()).toBe(tokenOf("bake-1"));
  });

  test.each(["InvalidJobStateException", "JobNotFoundException"])(
    "is quiet when nobody waits any more (%s)",
    async (name) => {
      cloud.faults.PutJobSuccessResult = awsError(name);

      await expect(handler(jobEvent(JOB))).resolves.toBeUndefined();
    },
  );

  test.each([
    [{ key1: "value1" }, "it has: key1"],
    [undefined, "it has: "],
    [{ "CodePipeline.job": {} }, "it has: CodePipeline.job"],
  ])("throws for an event that is no job: %j", async (event, expected) => {
    await expect(handler(event)).rejects.toThrow(expected);
    expect(cloud.calls).toEqual([]);
  });
});
