import { DescribeTasksCommand, ListTasksCommand } from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { Account, ARN, eventsOf, TO_SERVICE } from "./account";

const account = new Account(mockClient);

beforeEach(() => {
  account.reset();
  account.ecs.on(ListTasksCommand).resolves({ taskArns: [] });
  account.ecs.on(DescribeTasksCommand).resolves({ tasks: [] });
});

const COMPLETED = { running: 2 };
const SLOW = { running: 2, old: 1, rolloutState: "IN_PROGRESS" } as const;
const NONE = { running: 0, old: 2, rolloutState: "IN_PROGRESS" } as const;

/** Tasks of the new version that have ended. */
function stopped(reason: string): void {
  const taskArn = "arn:aws:ecs:eu-central-1:111122223333:task/prod/0a1b";
  account.ecs.on(ListTasksCommand, { desiredStatus: "STOPPED" }).resolves({ taskArns: [taskArn] });
  account.ecs.on(DescribeTasksCommand).resolves({
    tasks: [{ taskArn, taskDefinitionArn: `${ARN}web:2`, stoppedReason: reason }],
  });
}

describe("a rolling deployment", () => {
  test("is told how far it is, and ends once it is completed", async () => {
    account.looks = [NONE, SLOW, SLOW, COMPLETED];
    const { exitCode, events } = await eventsOf(TO_SERVICE);
    expect(exitCode).toBe(0);
    expect(
      events.flatMap((event) => (event.type === "progress" ? [[event.running, event.old]] : [])),
    ).toEqual([
      [0, 2],
      [2, 1],
      [2, 1],
      [2, 0],
    ]);
    expect(events.at(-1)).toMatchObject({ type: "done", text: `shop runs ${ARN}web:2` });
  });

  test.each([
    ["an old task still runs", { running: 2, old: 1 }],
    ["a new task has not begun", { running: 2, pending: 1 }],
    ["a new task is missing", { running: 1 }],
    ["ECS has not called it completed", { running: 2, rolloutState: "IN_PROGRESS" as const }],
  ])("is not over while %s", async (_, look) => {
    account.looks = [look, look, look, COMPLETED];
    const { events } = await eventsOf(TO_SERVICE);
    expect(events.filter(({ type }) => type === "progress")).toHaveLength(4);
  });

  test("keeps what else the service's configuration says when a percentage is set", async () => {
    const deploymentCircuitBreaker = { enable: true, rollback: true };
    account.service = { deploymentConfiguration: { deploymentCircuitBreaker, maximumPercent: 200 } };
    await eventsOf([...TO_SERVICE, "-m", "50"]);
    expect(account.inputs("ecs", "UpdateService")[0].deploymentConfiguration).toEqual({
      deploymentCircuitBreaker,
      maximumPercent: 200,
      minimumHealthyPercent: 50,
    });
  });

  test("of a service that shall run no task ends, too", async () => {
    account.looks = [{ running: 0 }];
    expect((await eventsOf([...TO_SERVICE, "-D", "0"])).exitCode).toBe(0);
    expect(account.inputs("ecs", "UpdateService")).toEqual([expect.objectContaining({ desiredCount: 0 })]);
  });

  test("fails where no task runs in time, and says why they stop", async () => {
    account.looks = [NONE];
    stopped("CannotPullContainerError: not found");
    const { exitCode, events, failed } = await eventsOf(TO_SERVICE);
    expect(exitCode).toBe(1);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "taskStopped", reason: "CannotPullContainerError: not found" }),
    );
    expect(failed).toMatchObject({
      message: expect.stringMatching(/^no task of the new version runs after 90 s: .*--start-timeout$/),
      state: expect.stringContaining("shop was told to run"),
    });
    expect(account.changes).toEqual(["RegisterTaskDefinition", "UpdateService"]);
  });

  test("fails where it never becomes steady", async () => {
    account.looks = [SLOW];
    const { exitCode, events, failed } = await eventsOf([...TO_SERVICE, "-t", "32"]);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({
      message: expect.stringMatching(/^the deployment is not completed after 32 s/),
    });
    const began = events.find((event) => event.type === "phase" && event.phase === "drain");
    expect((failed?.at ?? 0) - (began?.at ?? 0)).toBe(32_000);
  });

  test("fails when the circuit breaker rolls it back, and says whose rollback it is", async () => {
    const deployments = [
      {
        id: "ecs-svc/3",
        status: "PRIMARY",
        taskDefinition: `${ARN}web:1`,
        rolloutStateReason: "ECS deployment circuit breaker: rolling back to ecs-svc/3.",
      },
      { id: "ecs-svc/2", status: "ACTIVE", rolloutState: "FAILED" as const },
    ];
    account.looks = [NONE, { running: 0, more: { deployments } }];
    const { exitCode, failed } = await eventsOf([...TO_SERVICE, "--enable-rollback"]);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({
      message: expect.stringContaining(`ECS rolls shop back to ${ARN}web:1: ECS deployment circuit breaker`),
      state: expect.stringContaining("ECS itself moves shop back"),
    });
    // A second rollback would fight the first.
    expect(account.changes).toEqual(["RegisterTaskDefinition", "UpdateService"]);
  });

  test("fails when a rollback was over before the next look", async () => {
    const rolloutStateReason = "ECS deployment ecs-svc/3 completed.";
    const back = { id: "ecs-svc/3", status: "PRIMARY", taskDefinition: `${ARN}web:1`, rolloutStateReason };
    account.looks = [NONE, { running: 2, more: { deployments: [back] } }];
    const { exitCode, failed } = await eventsOf(TO_SERVICE);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({ message: expect.stringContaining(`ECS rolls shop back to ${ARN}web:1`) });
  });

  test("fails when the circuit breaker gives up, and is rolled back if that is asked for", async () => {
    account.looks = [{ running: 0, rolloutState: "FAILED", more: {} }, COMPLETED];
    const { failed } = await eventsOf([...TO_SERVICE, "--enable-rollback"]);
    expect(failed).toMatchObject({ message: expect.stringContaining("the circuit breaker gave up") });
    expect(account.inputs("ecs", "UpdateService").map(({ taskDefinition }) => taskDefinition)).toEqual([
      `${ARN}web:2`,
      `${ARN}web:1`,
    ]);
  });

  test("fails when somebody else releases meanwhile, and leaves theirs alone", async () => {
    const deployments = [{ id: "ecs-svc/9", status: "PRIMARY", taskDefinition: `${ARN}web:9` }];
    account.looks = [SLOW, { running: 2, more: { deployments } }];
    const { failed } = await eventsOf([...TO_SERVICE, "--enable-rollback"]);
    expect(failed).toMatchObject({ message: expect.stringContaining(`shop is told to run ${ARN}web:9`) });
    expect(account.changes).toEqual(["RegisterTaskDefinition", "UpdateService"]);
  });

  test("tells what the service says meanwhile, each once", async () => {
    const createdAt = new Date("2026-01-01");
    const more = {
      events: [
        { id: "b", message: "has started 1 tasks", createdAt },
        { id: "a", message: "was unable", createdAt },
        { id: "0", message: "of the release before", createdAt: new Date("2025-12-31") },
      ],
    };
    account.looks = [
      { ...SLOW, more },
      { ...COMPLETED, more },
    ];
    const { events } = await eventsOf(TO_SERVICE);
    expect(events.flatMap((event) => (event.type === "serviceEvent" ? [event.text] : []))).toEqual([
      "was unable",
      "has started 1 tasks",
    ]);
  });
});

describe("a rollback", () => {
  test("puts task definition, desired count and percentages back, and is followed", async () => {
    const deploymentConfiguration = { minimumHealthyPercent: 100, maximumPercent: 200 };
    account.service = { deploymentConfiguration };
    account.looks = [...Array(19).fill(NONE), COMPLETED];
    const { exitCode, events, failed } = await eventsOf([
      ...TO_SERVICE,
      "--enable-rollback",
      "-D",
      "5",
      "-m",
      "50",
    ]);
    expect(exitCode).toBe(1);
    expect(account.inputs("ecs", "UpdateService")[1]).toEqual({
      cluster: "prod",
      service: "shop",
      taskDefinition: `${ARN}web:1`,
      desiredCount: 2,
      deploymentConfiguration,
    });
    expect(events.flatMap((event) => (event.type === "rollback" ? [event.status] : []))).toEqual([
      "began",
      "done",
    ]);
    expect(failed).toMatchObject({ state: expect.stringContaining(`shop was put back to ${ARN}web:1`) });
  });

  test("that fails is said", async () => {
    account.looks = [NONE];
    const { events, failed } = await eventsOf([...TO_SERVICE, "--enable-rollback"]);
    expect(events).toContainEqual(expect.objectContaining({ type: "rollback", status: "failed" }));
    expect(failed).toMatchObject({ state: expect.stringContaining("the rollback to") });
  });

  test("has nothing to go back to where only the tasks were renewed", async () => {
    account.looks = [NONE];
    const { failed } = await eventsOf([
      "-c",
      "prod",
      "-n",
      "shop",
      "--force-new-deployment",
      "--enable-rollback",
    ]);
    expect(account.inputs("ecs", "UpdateService")).toHaveLength(1);
    expect(failed).toMatchObject({ state: expect.stringContaining("no other version ran before") });
  });

  test("is not made unless it is asked for", async () => {
    account.looks = [NONE];
    await eventsOf(TO_SERVICE);
    expect(account.inputs("ecs", "UpdateService")).toHaveLength(1);
  });
});

describe("without the deployments check", () => {
  test("the old tasks are not waited for, but all new ones are", async () => {
    account.looks = [{ ...SLOW, running: 1 }, { ...SLOW, running: 1 }, SLOW];
    const { exitCode, events } = await eventsOf([...TO_SERVICE, "--skip-deployments-check"]);
    expect(exitCode).toBe(0);
    expect(events.filter(({ type }) => type === "progress")).toHaveLength(3);
  });

  test("tasks that are asked how they are count once they are healthy, however many there are", async () => {
    account.revisions[0] = {
      family: "web",
      containerDefinitions: [
        { name: "web", image: "example.com/shop:1", healthCheck: { command: ["CMD", "true"] } },
      ],
    };
    const arns = Array.from(
      { length: 130 },
      (_, index) => `arn:aws:ecs:eu-central-1:111122223333:task/prod/${index}`,
    );
    account.looks = [{ running: 130, old: 1, rolloutState: "IN_PROGRESS" }];
    account.ecs
      .on(ListTasksCommand)
      .callsFake(({ nextToken }) =>
        nextToken ? { taskArns: arns.slice(100) } : { taskArns: arns.slice(0, 100), nextToken: "2" },
      );
    let healthy = 129;
    account.ecs.on(DescribeTasksCommand).callsFake(({ tasks }) => {
      const described = tasks.map((taskArn: string) => ({
        taskArn,
        taskDefinitionArn: `${ARN}web:2`,
        healthStatus: arns.indexOf(taskArn) < healthy ? "HEALTHY" : "UNKNOWN",
      }));
      if (tasks.length < 100) healthy = 130;
      return { tasks: described };
    });
    const { exitCode } = await eventsOf([...TO_SERVICE, "-D", "130", "--skip-deployments-check"]);
    expect(exitCode).toBe(0);
    expect(account.inputs("ecs", "DescribeTasks").map(({ tasks }) => tasks.length)).toEqual([
      100, 30, 100, 30,
    ]);
  });
});

describe("a service that shall stay stable", () => {
  const running = (...names: string[]) => {
    account.ecs
      .on(ListTasksCommand, { desiredStatus: "RUNNING" })
      .resolvesOnce({ taskArns: names })
      .resolves({ taskArns: ["a"] });
    account.ecs.on(DescribeTasksCommand).callsFake(({ tasks }) => ({
      tasks: tasks.map((taskArn: string) => ({ taskArn, taskDefinitionArn: `${ARN}web:2` })),
    }));
  };

  test("is watched for its time", async () => {
    running("a");
    const { exitCode, events } = await eventsOf([...TO_SERVICE, "--wait-stable", "12"]);
    expect(exitCode).toBe(0);
    expect(events.filter((event) => event.type === "progress" && event.phase === "stable")).toHaveLength(3);
  });

  test("fails when a task is unhealthy", async () => {
    running("a");
    account.ecs.on(DescribeTasksCommand).resolves({
      tasks: [{ taskArn: "a", taskDefinitionArn: `${ARN}web:2`, healthStatus: "UNHEALTHY" }],
    });
    const { failed } = await eventsOf([...TO_SERVICE, "--wait-stable", "12"]);
    expect(failed).toMatchObject({ message: expect.stringContaining("1 of them unhealthy") });
  });

  test("fails when a task stops meanwhile, though another has taken its place", async () => {
    running("a", "b");
    const { exitCode, failed } = await eventsOf([...TO_SERVICE, "--wait-stable", "12"]);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({ message: expect.stringContaining("1 have stopped since") });
  });
});
