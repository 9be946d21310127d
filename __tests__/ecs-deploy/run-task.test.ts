import { type Container, DescribeTasksCommand, RunTaskCommand } from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { Account, ARN, eventsOf } from "./account";

const account = new Account(mockClient);
const taskArn = "arn:aws:ecs:eu-central-1:111122223333:task/prod/0a1b";
const RUN = ["-d", "web", "-i", "example.com/shop:2", "-c", "prod", "--run-task"];
const WAIT = [...RUN, "--wait-for-success"];

/** A task that runs for two looks, and then has ended. */
function ends(containers: Container[], stoppedReason = "Essential container in task exited"): void {
  account.ecs.on(RunTaskCommand).resolves({ tasks: [{ taskArn, lastStatus: "PROVISIONING" }] });
  account.ecs
    .on(DescribeTasksCommand)
    .resolvesOnce({ tasks: [{ taskArn, lastStatus: "RUNNING" }] })
    .resolvesOnce({ tasks: [{ taskArn, lastStatus: "RUNNING" }] })
    .resolves({ tasks: [{ taskArn, lastStatus: "STOPPED", containers, stoppedReason }] });
}

beforeEach(() => account.reset());

describe("a task of the new revision", () => {
  test("is run as it was asked for", async () => {
    ends([]);
    const network =
      "awsvpcConfiguration={subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=ENABLED}";
    const more = [
      "--launch-type",
      "FARGATE",
      "--platform-version",
      "1.4.0",
      "--network-configuration",
      network,
    ];
    const { exitCode, events } = await eventsOf([...RUN, ...more]);
    expect(exitCode).toBe(0);
    expect(account.inputs("ecs", "RunTask")).toEqual([
      {
        cluster: "prod",
        taskDefinition: `${ARN}web:2`,
        launchType: "FARGATE",
        platformVersion: "1.4.0",
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: ["subnet-1", "subnet-2"],
            securityGroups: ["sg-1"],
            assignPublicIp: "ENABLED",
          },
        },
      },
    ]);
    expect(events.at(-1)).toMatchObject({ type: "done", text: "the task 0a1b was started" });
    expect(account.inputs("ecs", "DescribeTasks")).toEqual([]);
  });

  test("is waited for until it has ended well", async () => {
    ends([{ name: "web", exitCode: 0 }]);
    const { exitCode, events } = await eventsOf(WAIT);
    expect(exitCode).toBe(0);
    expect(events.flatMap((event) => (event.type === "task" ? [event.status] : []))).toEqual([
      "PROVISIONING",
      "RUNNING",
      "STOPPED",
    ]);
  });

  const SIDECAR = { name: "proxy", image: "envoy:1", essential: true };
  const HELPER = { name: "helper", image: "helper:1", essential: false };

  test.each<[string, number, Container[]]>([
    [
      "its second container fails",
      1,
      [
        { name: "web", exitCode: 0 },
        { name: "proxy", exitCode: 2 },
      ],
    ],
    [
      "a container never ran",
      1,
      [
        { name: "web", reason: "CannotPullContainerError" },
        { name: "proxy", exitCode: 0 },
      ],
    ],
    [
      "a container ran out of memory",
      1,
      [
        { name: "web", exitCode: 137, reason: "OutOfMemoryError" },
        { name: "proxy", exitCode: 0 },
      ],
    ],
    [
      "all were stopped",
      1,
      [
        { name: "web", exitCode: 143 },
        { name: "proxy", exitCode: 143 },
      ],
    ],
    [
      "ECS stopped the others once one had ended well",
      0,
      [
        { name: "web", exitCode: 0 },
        { name: "proxy", exitCode: 143 },
      ],
    ],
    [
      "one that is not essential fails",
      0,
      [
        { name: "web", exitCode: 0 },
        { name: "proxy", exitCode: 0 },
        { name: "helper", exitCode: 5 },
      ],
    ],
  ])("when %s, ends with %d", async (_, exitCode, containers) => {
    const [container] = account.revisions[0]?.containerDefinitions ?? [];
    account.revisions[0] = { family: "web", containerDefinitions: [{ ...container }, SIDECAR, HELPER] };
    ends(containers);
    expect((await eventsOf(WAIT)).exitCode).toBe(exitCode);
  });

  test("that runs too long is a failure, and it is said that it runs on", async () => {
    account.ecs.on(RunTaskCommand).resolves({ tasks: [{ taskArn }] });
    account.ecs.on(DescribeTasksCommand).resolves({ tasks: [{ taskArn, lastStatus: "RUNNING" }] });
    const { exitCode, failed } = await eventsOf([...WAIT, "--task-timeout", "30"]);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({
      message: expect.stringContaining("has not ended after 30 s, and runs on"),
      state: expect.stringContaining("the task 0a1b was started"),
    });
  });

  test("that AWS does not start is a failure, with AWS's reason", async () => {
    account.ecs.on(RunTaskCommand).resolves({ tasks: [], failures: [{ reason: "RESOURCE:MEMORY" }] });
    const { exitCode, failed } = await eventsOf(RUN);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({ message: `AWS has started no task of ${ARN}web:2: RESOURCE:MEMORY` });
  });

  test("on Fargate without a network is refused before a revision is registered", async () => {
    account.revisions[0] = {
      ...account.revisions[0],
      family: "web",
      networkMode: "awsvpc",
      containerDefinitions: account.revisions[0]?.containerDefinitions,
    };
    const { exitCode, failed } = await eventsOf([...RUN, "--launch-type", "FARGATE"]);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({ message: expect.stringContaining("--network-configuration") });
    expect(account.changes).toEqual([]);
  });
});
