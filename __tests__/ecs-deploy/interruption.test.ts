import { DescribeTasksCommand, ECSClient, ListTasksCommand, RunTaskCommand } from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { Account, ARN, eventsOf, TestClock, TO_SERVICE } from "./account";

const account = new Account(mockClient);

/** What answers, once the account is set up. */
let answer: ECSClient["send"];

beforeEach(() => {
  account.reset();
  account.ecs.on(ListTasksCommand).resolves({ taskArns: [] });
  account.ecs.on(DescribeTasksCommand).resolves({ tasks: [{ lastStatus: "RUNNING" }] });
  account.ecs.on(RunTaskCommand).resolves({ tasks: [{ taskArn: "task/prod/0a1b" }] });
  answer = ECSClient.prototype.send;
  account.looks = [{ running: 0, old: 2, rolloutState: "IN_PROGRESS" }, { running: 2 }];
});

afterEach(() => {
  ECSClient.prototype.send = answer;
});

/** Somebody ends the command while a call is under way: one that reads breaks off, as the SDK does, one that changes goes on. */
function interruptedAt(call: number): AbortSignal {
  const controller = new AbortController();
  let calls = 0;
  ECSClient.prototype.send = async function (
    this: ECSClient,
    command: never,
    options: { abortSignal?: AbortSignal },
  ) {
    calls += 1;
    if (calls === call) controller.abort();
    if (options.abortSignal?.aborted)
      throw Object.assign(new Error("Request aborted"), { name: "AbortError" });
    return (answer as (command: unknown) => Promise<unknown>).call(this, command);
  } as typeof answer;
  return controller.signal;
}

const TOLD = `${ARN}web:2 is registered; the service shop was told to run ${ARN}web:2, and ECS goes on with it (it ran ${ARN}web:1)`;

describe("a release that is interrupted", () => {
  test.each([
    [1, "DescribeServices", "nothing was changed", []],
    [2, "DescribeTaskDefinition", "nothing was changed", []],
    [3, "RegisterTaskDefinition", `${ARN}web:2 is registered`, ["RegisterTaskDefinition"]],
    [4, "UpdateService", TOLD, ["RegisterTaskDefinition", "UpdateService"]],
    [5, "the first look", TOLD, ["RegisterTaskDefinition", "UpdateService"]],
    [6, "the second look", TOLD, ["RegisterTaskDefinition", "UpdateService"]],
  ])("at call %d, %s, ends with 130 and says what is there", async (call, action, state, changes) => {
    const { events, exitCode, failed } = await eventsOf(TO_SERVICE, { signal: interruptedAt(call) });
    expect(exitCode).toBe(130);
    // A look is broken off at once; the answer to a change is waited for, and that is said.
    const isHeld = ["RegisterTaskDefinition", "UpdateService"].includes(action);
    expect(events.flatMap((event) => (event.type === "warning" ? event.text : []))).toEqual(
      isHeld ? [expect.stringMatching(`^interrupted: waiting for AWS's answer to ecs:${action}, `)] : [],
    );
    expect(failed).toMatchObject({ message: "interrupted", state });
    expect(account.changes).toEqual(changes);
  });

  test("while it waits, ends at once", async () => {
    const controller = new AbortController();
    class Interrupting extends TestClock {
      public override async wait(): Promise<void> {
        controller.abort();
      }
    }
    const { exitCode, failed } = await eventsOf(TO_SERVICE, {
      signal: controller.signal,
      clock: new Interrupting(),
    });
    expect(exitCode).toBe(130);
    expect(failed).toMatchObject({ state: TOLD });
  });

  test("is rolled back if that is asked for, whatever --enable-rollback says", async () => {
    const { exitCode, failed } = await eventsOf([...TO_SERVICE, "--rollback-on-interrupt"], {
      signal: interruptedAt(5),
    });
    expect(exitCode).toBe(130);
    expect(account.inputs("ecs", "UpdateService").at(-1)).toMatchObject({ taskDefinition: `${ARN}web:1` });
    expect(failed).toMatchObject({ state: `${TOLD}; shop was put back to ${ARN}web:1` });
  });

  test("is not rolled back because failures are", async () => {
    await eventsOf([...TO_SERVICE, "--enable-rollback"], { signal: interruptedAt(5) });
    expect(account.inputs("ecs", "UpdateService")).toHaveLength(1);
  });

  test("has nothing to roll back before the service was told", async () => {
    await eventsOf([...TO_SERVICE, "--rollback-on-interrupt"], { signal: interruptedAt(3) });
    expect(account.inputs("ecs", "UpdateService")).toEqual([]);
  });

  test.each([
    [1, "nothing was changed"],
    [2, `${ARN}web:2 is registered`],
    [3, `${ARN}web:2 is registered; the task 0a1b was started`],
    [4, `${ARN}web:2 is registered; the task 0a1b was started`],
  ])("of a task, at call %d, says what is there", async (call, state) => {
    const args = ["-d", "web", "-i", "shop:2", "-c", "prod", "--run-task", "--wait-for-success"];
    const { exitCode, failed } = await eventsOf(args, { signal: interruptedAt(call) });
    expect(exitCode).toBe(130);
    expect(failed).toMatchObject({ state });
  });
});
