import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { Account, eventsOf, TO_SERVICE, web } from "./account";

const account = new Account(mockClient);

beforeEach(() => account.reset());

const error = (name: string, message: string) => Object.assign(new Error(message), { name });

const USER = "arn:aws:iam::111122223333:user/ci";
const denied = (action: string, resource = "*") =>
  error(
    "AccessDeniedException",
    `User: ${USER} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );

describe("a service that cannot be released to", () => {
  test.each([
    [
      "is not there",
      { services: [], failures: [{ reason: "MISSING" }] },
      "the cluster prod has no service shop",
    ],
    ["was deleted", { services: [{ status: "INACTIVE" }] }, "shop of the cluster prod is INACTIVE"],
    [
      "is released to by somebody else",
      { services: [{ status: "ACTIVE", deploymentController: { type: "EXTERNAL" } }] } as const,
      "the deployment controller EXTERNAL",
    ],
  ])("%s: nothing is changed", async (_, answer, message) => {
    account.ecs.on(DescribeServicesCommand).resolves(answer as object);
    const { exitCode, failed } = await eventsOf(TO_SERVICE);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({ message: expect.stringContaining(message), state: "nothing was changed" });
    expect(account.changes).toEqual([]);
  });

  test("lies in a cluster that is not there", async () => {
    account.ecs.on(DescribeServicesCommand).rejects(error("ClusterNotFoundException", "Cluster not found."));
    expect((await eventsOf(TO_SERVICE)).failed).toMatchObject({
      message: expect.stringContaining("there is no cluster prod in this account and region"),
    });
  });
});

describe("a task definition that is not there", () => {
  test("is named", async () => {
    expect((await eventsOf(["-d", "api", "-i", "shop"])).failed).toMatchObject({
      message: expect.stringContaining("there is no task definition api"),
    });
  });
});

describe("what AWS refuses", () => {
  test.each([
    [DescribeServicesCommand, "ecs:DescribeServices", "nothing was changed"],
    [DescribeTaskDefinitionCommand, "ecs:DescribeTaskDefinition", "nothing was changed"],
    [RegisterTaskDefinitionCommand, "ecs:RegisterTaskDefinition", "nothing was changed"],
    [UpdateServiceCommand, "ecs:UpdateService", "web:2 is registered"],
  ])("is said with the permission that is missing: %p", async (command, action, state) => {
    account.ecs.on(command as never).rejects(denied(action));
    const { exitCode, failed } = await eventsOf(TO_SERVICE);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({
      message: expect.stringContaining(`the permission ${action} is missing: allow ${USER} ${action} on *`),
      state: expect.stringContaining(state),
    });
  });

  test("is said with the action where AWS names none", async () => {
    account.ecs.on(DescribeServicesCommand).rejects(error("AccessDeniedException", "no"));
    expect((await eventsOf(TO_SERVICE)).failed).toMatchObject({
      message: expect.stringContaining("the permission ecs:DescribeServices is missing"),
    });
  });

  test("is said with the role that may not be passed", async () => {
    const role = "arn:aws:iam::111122223333:role/task";
    account.ecs.on(RegisterTaskDefinitionCommand).rejects(denied("iam:PassRole", role));
    expect((await eventsOf(TO_SERVICE)).failed).toMatchObject({
      message: expect.stringContaining(
        `the permission iam:PassRole is missing, which ecs:RegisterTaskDefinition needs: allow ${USER} iam:PassRole on ${role}`,
      ),
    });
  });

  test.each([
    [
      "ExpiredTokenException",
      "The security token included in the request is expired",
      "the credentials of AWS have expired",
    ],
    ["UnrecognizedClientException", "invalid", "AWS does not know the credentials"],
    [
      "CredentialsProviderError",
      "Could not load credentials from any providers",
      "no credentials of AWS were found",
    ],
    ["Error", "Region is missing", "no region was found"],
    ["ThrottlingException", "Rate exceeded", "AWS throttles ecs:DescribeServices, after every repetition"],
    ["Error", "connect ECONNREFUSED 127.0.0.1:9", "AWS cannot be reached for ecs:DescribeServices"],
    [
      "InvalidParameterException",
      "no such thing",
      "ecs:DescribeServices has failed: InvalidParameterException: no such thing",
    ],
  ])("%s: %s", async (name, text, message) => {
    account.ecs.on(DescribeServicesCommand).rejects(error(name, text));
    const { exitCode, failed } = await eventsOf(TO_SERVICE);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({ message: expect.stringContaining(message) });
  });
});

describe("tags that may not be set", () => {
  beforeEach(() => {
    account.revisions[0] = web("example.com/shop:1", {
      tags: [
        { key: "team", value: "shop" },
        { key: "aws:stack", value: "x" },
      ],
    });
    account.ecs.on(RegisterTaskDefinitionCommand).callsFake((input) => {
      if (input.tags) throw denied("ecs:TagResource");
      account.revisions.push(input);
      return {
        taskDefinition: { taskDefinitionArn: "arn:aws:ecs:eu-central-1:111122223333:task-definition/web:2" },
      };
    });
  });

  test("are left out with a warning", async () => {
    const { exitCode, events } = await eventsOf(["-d", "web", "-i", "example.com/shop:2"]);
    expect(exitCode).toBe(0);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: "warning",
        text: expect.stringContaining("the new revision has no tags"),
      }),
    );
    expect(account.inputs("ecs", "RegisterTaskDefinition").map(({ tags }) => tags)).toEqual([
      [{ key: "team", value: "shop" }],
      undefined,
    ]);
  });

  test("are a failure where they are demanded", async () => {
    const args = ["-d", "web", "-i", "example.com/shop:2", "--copy-task-definition-tags"];
    const { exitCode, failed } = await eventsOf(args);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({ message: expect.stringContaining("ecs:TagResource is missing") });
  });
});
