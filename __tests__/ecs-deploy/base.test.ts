import { mockClient } from "aws-sdk-client-mock";
import { Account, ARN, eventsOf, TO_SERVICE, web } from "./account";

const account = new Account(mockClient);
const PLACEHOLDER = web("nginx:1", { tags: [{ key: "bluegreen:placeholder", value: "true" }] });
const registered = () => account.inputs("ecs", "RegisterTaskDefinition")[0];

beforeEach(() => account.reset());

describe("a service that runs a placeholder", () => {
  beforeEach(() => account.revisions.splice(0, 1, PLACEHOLDER, web("example.com/shop:unreleased")));

  test("gets the newest revision of its family, by whatever line it is released", async () => {
    const { exitCode, events } = await eventsOf(TO_SERVICE);
    expect(exitCode).toBe(0);
    expect(events).toContainEqual(expect.objectContaining({ type: "base", taskDefinition: `${ARN}web:2` }));
    expect(registered()).not.toHaveProperty("tags");
    expect(events).toContainEqual(
      expect.objectContaining({
        type: "warning",
        text: `${ARN}web:1 is a placeholder: the release begins with the newest revision of its family`,
      }),
    );
  });

  test("gets it without a word where that was asked for", async () => {
    const { events } = await eventsOf([...TO_SERVICE, "--use-latest-task-def"]);
    expect(events.filter(({ type }) => type === "warning")).toEqual([]);
  });
});

describe("a container that listens on another port from now on", () => {
  const on = (...ports: number[]) =>
    web("example.com/shop:unreleased", {
      containerDefinitions: [
        {
          name: "web",
          image: "example.com/shop:unreleased",
          portMappings: ports.map((containerPort) => ({ containerPort })),
        },
      ],
    });
  const BALANCER = { targetGroupArn: "arn:tg", containerName: "web", containerPort: 8080 };
  const told = () => account.inputs("ecs", "UpdateService").map(({ loadBalancers }) => loadBalancers);

  beforeEach(() => {
    account.service = { loadBalancers: [BALANCER] };
  });

  test.each([
    ["the one that it has", [9000], [[{ ...BALANCER, containerPort: 9000 }]]],
    ["nothing, where it is the same", [8080], [undefined]],
    ["nothing, where it is one of several", [8080, 9000], [undefined]],
    ["nothing, where nobody can tell which is meant", [9000, 9001], [undefined]],
  ])("has the service told of %s", async (_, ports, expected) => {
    account.revisions.push(on(...ports));
    await eventsOf([...TO_SERVICE, "--use-latest-task-def"]);
    expect(told()).toEqual(expected);
  });

  test("goes back to its own with the version that has it", async () => {
    account.revisions.push(on(9000));
    account.looks = [{ running: 0, old: 2, rolloutState: "IN_PROGRESS" }];
    await eventsOf([...TO_SERVICE, "--use-latest-task-def", "--enable-rollback"]);
    expect(told()).toEqual([[{ ...BALANCER, containerPort: 9000 }], [BALANCER]]);
  });
});
