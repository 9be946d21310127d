import { AwsError } from "../../../rehearsal/aws/actions";
import { Bench, type BenchOptions, clearBenches } from "./bench";

afterEach(clearBenches);

type StepLike = Readonly<Record<string, unknown>> & { readonly name: string };

const sleep = (name: string, more: object = {}): StepLike => ({
  name,
  action: "aws:sleep",
  inputs: { Duration: "PT1M" },
  ...more,
});
const call = (name: string, Api: string, more: object = {}): StepLike => ({
  name,
  action: "aws:executeAwsApi",
  inputs: { Service: "test", Api },
  ...more,
});

/** Automation with one document, and an action `test.Break` that is refused. */
function bench(
  mainSteps: readonly StepLike[],
  options: BenchOptions & { readonly more?: object } = {},
): Bench {
  return new Bench({
    document: { schemaVersion: "0.3", mainSteps, ...options.more },
    ...options,
    actions: {
      "test.Break": () => {
        throw new AwsError("Broken", "it broke");
      },
      ...options.actions,
    },
  });
}

const names = (record: { readonly steps: readonly { name: string; status: string }[] }) =>
  record.steps.map(({ name, status }) => `${name} ${status}`);

test("steps follow each other, and an output can be named by those behind it", async () => {
  const seen: unknown[] = [];
  const desk = bench(
    [
      call("ask", "Ask", { outputs: [{ Name: "Ids", Selector: "$.Ids", Type: "StringList" }] }),
      sleep("rest"),
      {
        name: "tell",
        action: "aws:executeAwsApi",
        inputs: { Service: "test", Api: "Tell", All: ["{{ ask.Ids }}"] },
      },
    ],
    {
      more: { outputs: ["ask.Ids", "tell.Nothing"] },
      actions: { "test.Ask": () => ({ Ids: ["a", "b"] }), "test.Tell": (input) => void seen.push(input) },
    },
  );
  const began = desk.clock.now();
  const record = await desk.play();
  expect(names(record)).toEqual(["ask Success", "rest Success", "tell Success"]);
  expect(seen).toEqual([{ All: ["a", "b"] }]);
  expect(desk.clock.now() - began).toBeGreaterThanOrEqual(60_000);
  expect(desk.call("ssm.GetAutomationExecution", { AutomationExecutionId: record.id })).toMatchObject({
    AutomationExecution: {
      DocumentName: "bake",
      AutomationExecutionStatus: "Success",
      Outputs: { "ask.Ids": ["a", "b"] },
      StepExecutions: [{ StepName: "ask", StepStatus: "Success", Outputs: { Ids: ["a", "b"] } }, {}, {}],
    },
  });
});

describe("a step that fails", () => {
  test.each<[string, object, string, string[]]>([
    ["aborts", {}, "Failed", ["broken Failed"]],
    ["and is not critical aborts, and does no harm", { isCritical: false }, "Success", ["broken Failed"]],
    [
      "is gone on from",
      { onFailure: "Continue" },
      "Success",
      ["broken Failed", "next Success", "last Success"],
    ],
    [
      "is gone on from, and fails all the same where it is critical",
      { onFailure: "Continue", isCritical: true },
      "Failed",
      ["broken Failed", "next Success", "last Success"],
    ],
    ["goes on at a step", { onFailure: "step:last" }, "Failed", ["broken Failed", "last Success"]],
    ["ends where it is the end", { onFailure: "step:last", isEnd: true }, "Failed", ["broken Failed"]],
  ])("%s", async (_, more, status, steps) => {
    const record = await bench([call("broken", "Break", more), sleep("next"), sleep("last")]).play();
    expect([record.status, names(record)]).toEqual([status, steps]);
  });

  test("says what AWS said", async () => {
    const desk = bench([call("broken", "Break")]);
    const { id } = await desk.play();
    expect(desk.call("ssm.GetAutomationExecution", { AutomationExecutionId: id })).toMatchObject({
      AutomationExecution: {
        FailureMessage: expect.stringContaining("Step broken is in Failed status."),
        StepExecutions: [
          {
            StepStatus: "Failed",
            FailureMessage: "An error occurred (Broken) when calling the Break operation: it broke",
          },
        ],
      },
    });
  });

  test("is tried as often as it says", async () => {
    let tries = 0;
    const flaky = () => {
      tries += 1;
      if (tries < 3) throw new AwsError("Throttling", "slowly");
    };
    const record = await bench([call("flaky", "Flaky", { maxAttempts: 3 })], {
      actions: { "test.Flaky": flaky },
    }).play();
    expect([record.status, tries]).toEqual(["Success", 3]);
  });
});

test.each<[object, string]>([
  [{}, "TimedOut"],
  [{ onFailure: "step:last" }, "TimedOut"],
  [{ onFailure: "step:last", isCritical: false }, "Success"],
])("a step that is too slow, with %j, ends the execution as %s", async (more, status) => {
  const slow = sleep("slow", { inputs: { Duration: "PT2H" }, timeoutSeconds: 600, ...more });
  const desk = bench([slow, sleep("last", { inputs: { Duration: "PT0S" } })]);
  const began = desk.clock.now();
  const record = await desk.play();
  expect(record.status).toBe(status);
  expect(record.steps[0]?.status).toBe("TimedOut");
  expect(Math.floor((desk.clock.now() - began) / 60_000)).toBe(10);
});

test("a step can go on elsewhere than at the next, and a branch by what is known", async () => {
  const branch = {
    name: "branch",
    action: "aws:branch",
    inputs: { Choices: [{ NextStep: "c", Variable: "{{ Kind }}", StringEquals: "good" }] },
  };
  const desk = bench([sleep("a", { nextStep: "branch" }), sleep("b"), branch, sleep("d"), sleep("c")], {
    more: { parameters: { Kind: { type: "String", default: "bad", allowedValues: ["good", "bad"] } } },
  });
  expect(names(await desk.play(desk.start({ Kind: ["good"] })))).toEqual([
    "a Success",
    "branch Success",
    "c Success",
  ]);
  expect(names(await desk.play()).slice(1)).toEqual(["branch Success", "d Success", "c Success"]);
});

describe("waiting for a property", () => {
  const wait = (more: object = {}): StepLike => ({
    name: "wait",
    action: "aws:waitForAwsResourceProperty",
    inputs: { Service: "test", Api: "Look", PropertySelector: "$.State", DesiredValues: ["ready", "broken"] },
    ...more,
  });

  test("ends once it is one of the values", async () => {
    const states = [undefined, "pending", "ready"];
    const record = await bench([wait()], {
      actions: { "test.Look": () => ({ State: states.shift() }) },
    }).play();
    expect([record.status, states]).toEqual(["Success", []]);
  });

  test("is over with the step's time", async () => {
    const desk = bench([wait({ timeoutSeconds: 300 })], { actions: { "test.Look": () => ({}) } });
    expect(await desk.play()).toMatchObject({ status: "TimedOut" });
  });

  test("is not what an assertion does", async () => {
    const assert = { ...wait(), action: "aws:assertAwsResourceProperty" };
    const record = await bench([assert], { actions: { "test.Look": () => ({ State: "pending" }) } }).play();
    expect(record.steps).toMatchObject([
      { status: "Failed", failure: "$.State is pending, and not ready or broken" },
    ]);
  });
});

describe("a cancelled execution", () => {
  const stop = (desk: Bench, id: string) =>
    desk.call("ssm.StopAutomationExecution", { AutomationExecutionId: id, Type: "Cancel" });

  test("ends in its step, and plays what that names for the case", async () => {
    const desk = bench([sleep("long", { onCancel: "step:last" }), sleep("never"), sleep("last")]);
    const id = desk.start();
    await desk.clock.pass(1000);
    stop(desk, id);
    expect(desk.record(id).status).toBe("Cancelling");
    const record = await desk.play(id);
    expect([record.status, names(record)]).toEqual(["Cancelled", ["long Cancelled", "last Success"]]);
  });

  test("has two minutes for that", async () => {
    const desk = bench([
      sleep("long", { onCancel: "step:last" }),
      sleep("last", { inputs: { Duration: "PT1H" } }),
    ]);
    const id = desk.start();
    await desk.clock.pass(1000);
    stop(desk, id);
    const began = desk.clock.now();
    expect(await desk.play(id)).toMatchObject({ status: "Cancelled" });
    expect((desk.clock.now() - began) / 60_000).toBeCloseTo(2, 0);
  });

  test("cannot be cancelled once it is over", async () => {
    const desk = bench([sleep("short")]);
    const { id } = await desk.play();
    expect(() => stop(desk, id)).toThrow(
      expect.objectContaining({ code: "InvalidAutomationStatusUpdateException" }),
    );
    expect(() => stop(desk, "other")).toThrow(
      expect.objectContaining({ code: "AutomationExecutionNotFoundException" }),
    );
  });
});

describe("an execution can be started", () => {
  const TOKEN = "0f0e0d0c-0b0a-4909-8807-060504030201";
  const start = (desk: Bench, input: object) =>
    desk.call("ssm.StartAutomationExecution", { DocumentName: "bake", ...input }).AutomationExecutionId;
  const more = { parameters: { Base: { type: "String" }, Count: { type: "Integer", default: 1 } } };

  test("once for each token", () => {
    const desk = bench([sleep("a")]);
    const id = start(desk, { ClientToken: TOKEN });
    expect(start(desk, { ClientToken: TOKEN })).toBe(id);
    expect(start(desk, {})).not.toBe(id);
  });

  test.each([
    ["another document", { DocumentName: "other" }, "AutomationDefinitionNotFoundException"],
    ["a token that is none", { ClientToken: "release-1" }, "ValidationException"],
    ["a parameter missing", {}, "InvalidAutomationExecutionParametersException"],
    [
      "a parameter that it has not",
      { Parameters: { Base: ["a"], Other: ["b"] } },
      "InvalidAutomationExecutionParametersException",
    ],
  ])("not with %s", (_, input, code) => {
    const desk = bench([sleep("a")], { more });
    expect(() => start(desk, input)).toThrow(expect.objectContaining({ code }));
  });

  test("not with a token that came with other parameters", () => {
    const desk = bench([sleep("a")], { more });
    start(desk, { Parameters: { Base: ["a"] }, ClientToken: TOKEN });
    expect(() => start(desk, { Parameters: { Base: ["b"] }, ClientToken: TOKEN })).toThrow(
      expect.objectContaining({ code: "IdempotentParameterMismatch" }),
    );
  });
});

test("executions can be found by document and status, the newest first", async () => {
  const desk = bench([sleep("a")]);
  const { id: first } = await desk.play();
  const second = desk.start();
  const found = (...Filters: object[]) =>
    desk
      .call("ssm.DescribeAutomationExecutions", { Filters })
      .AutomationExecutionMetadataList.map(
        (one: { AutomationExecutionId: string }) => one.AutomationExecutionId,
      );
  expect(found()).toEqual([second, first]);
  expect(found({ Key: "ExecutionStatus", Values: ["Pending", "InProgress"] })).toEqual([second]);
  expect(found({ Key: "DocumentNamePrefix", Values: ["other"] })).toEqual([]);
  expect(() => found({ Key: "Color", Values: ["red"] })).toThrow(
    expect.objectContaining({ code: "InvalidFilterKey" }),
  );
});

test("an execution that was under way in a kill goes on at its step", async () => {
  const asked: string[] = [];
  const document = {
    schemaVersion: "0.3",
    mainSteps: [
      call("first", "Ask", { outputs: [{ Name: "Id", Selector: "$.Id", Type: "String" }] }),
      sleep("rest"),
      {
        name: "last",
        action: "aws:executeAwsApi",
        inputs: { Service: "test", Api: "Tell", Id: "{{ first.Id }}" },
      },
    ],
  };
  const actions = {
    "test.Ask": () => {
      asked.push("ask");
      return { Id: "1" };
    },
    "test.Tell": ({ Id }: { readonly Id?: unknown }) => void asked.push(`tell ${Id}`),
  };
  const killed = new Bench({ document, actions });
  const id = killed.start();
  await killed.clock.pass(1000);
  expect(killed.record(id).at).toBe("rest");
  await killed.bakery.automations.close();
  const next = new Bench({ document, actions, after: killed });
  expect(await next.play(id)).toMatchObject({ status: "Success" });
  expect(asked).toEqual(["ask", "tell 1"]);
});
