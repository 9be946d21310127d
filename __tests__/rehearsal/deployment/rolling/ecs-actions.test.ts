import type { Aws } from "../../../../ecs-deploy/aws";
import type { Context } from "../../../../ecs-deploy/context";
import { deployService } from "../../../../ecs-deploy/deploy-service";
import type { DeployEvent } from "../../../../ecs-deploy/events";
import { parseImage } from "../../../../ecs-deploy/image-name";
import { Ledger } from "../../../../ecs-deploy/ledger";
import type { RevisionOptions, ServiceOptions } from "../../../../ecs-deploy/options";
import { type ActionInput, AwsError } from "../../../../rehearsal/aws/actions";
import { rollingActions } from "../../../../rehearsal/deployment/rolling/ecs-actions";
import { TaskDefinitions } from "../../../../rehearsal/deployment/rolling/task-definitions";
import {
  arnOf,
  closeStages,
  MINUTE_MS,
  RollingStage,
  type RollingStageOptions,
  SERVICE,
  TARGET_GROUP,
} from "./stage";

afterEach(closeStages);

const DIGEST = `sha256:${"1".repeat(64)}`;
const FAMILY_ARN = arnOf(1).replace(/shop:1$/, "");

/** What a job of CI calls, on a service on paper. */
function ecs(options: RollingStageOptions = {}) {
  const stage = new RollingStage(options);
  const actions = rollingActions({
    model: stage.model,
    service: SERVICE,
    targetGroupArn: TARGET_GROUP.arn,
    deployer: stage.deployer,
    definitions: new TaskDefinitions({
      declared: stage.model.taskDefinitions,
      arn: (family) => `${FAMILY_ARN}${family}`,
      now: () => stage.clock.now(),
      state: stage.journal.state?.revisions,
      save: (revisions) => stage.journal.update({ revisions }),
    }),
    caller: () => ({ release: "release-v1", version: "v1" }),
    digest: async () => DIGEST,
  });
  const call = async (name: string, input: ActionInput = {}) => Object(await actions[`ecs.${name}`]?.(input));
  return { stage, call };
}

type Call = ReturnType<typeof ecs>["call"];

/** Releases by the command that CI runs, on the clock of the stage. */
async function ecsDeploy(
  { stage, call }: ReturnType<typeof ecs>,
  target: Partial<ServiceOptions> = {},
  revision: Partial<RevisionOptions> = {},
) {
  const events: DeployEvent[] = [];
  const context: Context = {
    aws: sdk(call),
    clock: {
      now: () => stage.clock.now(),
      wait: (milliseconds, signal) => stage.clock.after(milliseconds, signal),
    },
    signal: new AbortController().signal,
    timeouts: { start: 900, drain: 900, shift: 900, task: 900 },
    ledger: new Ledger(),
    emit: (event) => events.push(event),
  };
  const work = deployService(context, {
    connection: {} as never,
    dryRun: false,
    timeouts: context.timeouts,
    revision: {
      containers: new Map([["app", parseImage("registry.example.com/shop:v1")]]),
      variables: [],
      checksImage: false,
      mustHaveTags: true,
      maxDefinitions: 0,
      ...revision,
    },
    target: {
      kind: "service",
      cluster: "shop",
      service: "shop",
      usesLatest: true,
      forcesNewDeployment: false,
      waitsForDrain: true,
      stableSeconds: 0,
      rollsBack: false,
      rollsBackOnInterrupt: false,
      codeDeploy: {} as never,
      ...target,
    } as never,
  });
  const ended = work.then(
    (text) => ({ text, error: undefined }),
    (error: Error) => ({ text: undefined, error: error.message }),
  );
  return { ...(await stage.clock.play(ended)), events };
}

/** The client of the SDK, as its protocol would carry it. */
function sdk(call: Call): Aws {
  const send = async (command: { readonly input: ActionInput; readonly schema?: readonly unknown[] }) => {
    const answer = await call(String(command.schema?.[2]), JSON.parse(JSON.stringify(command.input)));
    return JSON.parse(JSON.stringify(answer), (key, value) =>
      /At$/.test(key) ? new Date(value * 1000) : value,
    );
  };
  const aws = { ecs: send, uninterrupted: () => aws };
  return aws as unknown as Aws;
}

describe("ecs-deploy", () => {
  test("registers on top of the newest revision, and follows the deployment to its end", async () => {
    const site = ecs();
    await site.stage.ready();
    const { text, events } = await ecsDeploy(site);
    expect(text).toBe(`shop runs ${arnOf(3)}`);
    expect(site.stage.running).toEqual(["v1", "v1"]);
    expect(site.stage.tasks.started.at(-1)?.state).toMatchObject({
      release: "release-v1",
      container: { image: "registry.example.com/shop:v1" },
    });
    expect(events.flatMap((event) => (event.type === "serviceEvent" ? [event.text] : [])).at(-1)).toMatch(
      /^\(service shop\) \(deployment ecs-svc\/\d+\) deployment completed\.$/,
    );
    const seen = events.flatMap((event) => (event.type === "progress" ? [[event.running, event.old]] : []));
    expect(seen[0]).toEqual([2, 2]);
    expect(seen.at(-1)).toEqual([2, 0]);
  });

  test("fails where the circuit breaker gives up, and says that ECS rolls back by itself", async () => {
    const site = ecs();
    await site.stage.ready();
    site.stage.tasks.onStart = () => {
      throw new Error("CannotPullContainerError: not found");
    };
    const { error, events } = await ecsDeploy(site, { rollsBack: true });
    expect(error).toContain(`the deployment has failed, and ECS rolls shop back to ${arnOf(1)}: `);
    expect(events.flatMap((event) => (event.type === "taskStopped" ? [event.reason] : []))).toEqual([
      "CannotPullContainerError: not found",
    ]);
    await site.stage.clock.play(site.stage.deployer.settled());
    expect(site.stage.running).toEqual(["placeholder", "placeholder"]);
  });

  test("puts the service back itself where time is over", async () => {
    const site = ecs({ faults: ["no-capacity"], desired: 2 });
    await site.stage.ready();
    site.stage.befall();
    const { error, events } = await ecsDeploy(site, { rollsBack: true });
    expect(error).toContain("no task of the new version runs after 900 s");
    expect(events.filter(({ type }) => type === "rollback")).toMatchObject([
      { to: arnOf(1), status: "began" },
      { to: arnOf(1), status: "done" },
    ]);
    expect(site.stage.of("rollback")).toHaveLength(1);
    expect(site.stage.running).toEqual(["placeholder", "placeholder"]);
  });

  test("changes the number of tasks and the percentages with the revision", async () => {
    const site = ecs();
    await site.stage.ready();
    await ecsDeploy(site, { desiredCount: 3, minimumHealthyPercent: 50, maximumPercent: 150 });
    expect(site.stage.running).toEqual(["v1", "v1", "v1"]);
    expect(site.stage.deployer.service.sizes).toEqual({
      desired: 3,
      minimumHealthyPercent: 50,
      maximumPercent: 150,
    });
  });

  test("renews the tasks of the revision that runs", async () => {
    const site = ecs();
    await site.stage.deploy("v0");
    const { text } = await ecsDeploy(site, { forcesNewDeployment: true });
    expect(text).toBe(`shop runs ${arnOf(2)}`);
    expect(site.stage.running).toEqual(["v1", "v1"]);
  });

  test("deregisters what is too old, and what runs goes on running", async () => {
    const site = ecs();
    await site.stage.ready();
    await ecsDeploy(site, {}, { maxDefinitions: 1 });
    expect(await site.call("ListTaskDefinitions", { familyPrefix: "shop", sort: "ASC" })).toEqual({
      taskDefinitionArns: [arnOf(3)],
    });
    expect(
      await site.call("ListTaskDefinitions", { familyPrefix: "shop", status: "INACTIVE", sort: "DESC" }),
    ).toEqual({ taskDefinitionArns: [arnOf(2), arnOf(1)] });
    expect(site.stage.running).toHaveLength(2);
  });
});

describe("what ECS tells", () => {
  test("of a service in mid-deployment", async () => {
    const { stage, call } = ecs();
    await stage.ready();
    stage.begin();
    await stage.clock.pass(5000);
    const { services, failures } = await call("DescribeServices", {
      cluster: "shop",
      services: ["shop", "other"],
    });
    expect(failures).toMatchObject([{ reason: "MISSING" }]);
    expect(services).toMatchObject([
      {
        status: "ACTIVE",
        taskDefinition: arnOf(2),
        desiredCount: 2,
        runningCount: 4,
        pendingCount: 0,
        deploymentController: { type: "ECS" },
        deploymentConfiguration: {
          minimumHealthyPercent: 100,
          maximumPercent: 200,
          deploymentCircuitBreaker: { enable: true, rollback: true },
        },
        deployments: [
          {
            status: "PRIMARY",
            taskDefinition: arnOf(2),
            desiredCount: 2,
            runningCount: 2,
            failedTasks: 0,
            rolloutState: "IN_PROGRESS",
            rolloutStateReason: expect.stringMatching(/^ECS deployment ecs-svc\/\d{19} in progress\.$/),
          },
          { status: "ACTIVE", taskDefinition: arnOf(1), desiredCount: 2, runningCount: 2 },
        ],
      },
    ]);
    expect(services[0].events[0].createdAt).toBeLessThanOrEqual(stage.clock.now() / 1000);
  });

  test("of tasks that run, and of those that have stopped", async () => {
    const { stage, call } = ecs();
    await stage.deploy();
    const tasksIn = async (desiredStatus: string) => {
      const { taskArns } = await call("ListTasks", { cluster: "shop", serviceName: "shop", desiredStatus });
      const { tasks } = await call("DescribeTasks", { cluster: "shop", tasks: taskArns });
      return tasks;
    };
    expect(await tasksIn("RUNNING")).toMatchObject(
      Array(2).fill({
        taskArn: expect.stringMatching(/^arn:aws:ecs:us-east-1:123456789012:task\/shop\/[0-9a-f]{32}$/),
        taskDefinitionArn: arnOf(2),
        lastStatus: "RUNNING",
        desiredStatus: "RUNNING",
        containers: [{ name: "app", image: "shop:2", imageDigest: DIGEST }],
      }),
    );
    expect(await tasksIn("STOPPED")).toMatchObject(
      Array(2).fill({
        taskDefinitionArn: arnOf(1),
        lastStatus: "STOPPED",
        stoppedReason: expect.stringMatching(/^Scaling activity initiated by \(deployment ecs-svc\/\d+\)$/),
      }),
    );
    const { failures } = await call("DescribeTasks", { cluster: "shop", tasks: ["none"] });
    expect(failures).toMatchObject([{ reason: "MISSING" }]);
  });

  test("of a task definition, with its tags beside it where they are asked for", async () => {
    const { call, stage } = ecs();
    const tags = [{ key: "team", value: "web" }];
    const containerDefinitions = [{ name: "app", image: "shop:9" }];
    const registered = await call("RegisterTaskDefinition", { family: "shop", containerDefinitions, tags });
    expect(registered).toMatchObject({ taskDefinition: { taskDefinitionArn: arnOf(3), revision: 3 }, tags });
    expect(registered.taskDefinition.tags).toBeUndefined();
    expect(registered.taskDefinition.registeredAt).toBe(stage.clock.now() / 1000);
    expect(await call("DescribeTaskDefinition", { taskDefinition: "shop", include: ["TAGS"] })).toEqual(
      registered,
    );
    expect(await call("DescribeTaskDefinition", { taskDefinition: "shop:3" })).not.toHaveProperty("tags");
    await call("DeregisterTaskDefinition", { taskDefinition: "shop:3" });
    expect(await call("DescribeTaskDefinition", { taskDefinition: "shop" })).toMatchObject({
      taskDefinition: { revision: 2, status: "ACTIVE" },
    });
  });
});

test("revisions are still there after a kill", async () => {
  const { stage, call } = ecs();
  await stage.ready();
  const containerDefinitions = [{ name: "app", image: "shop:9" }];
  await call("RegisterTaskDefinition", { family: "shop", containerDefinitions });
  await call("DeregisterTaskDefinition", { taskDefinition: "shop:2" });
  const again = ecs({ state: stage.journal.state });
  expect(await again.call("ListTaskDefinitions", { familyPrefix: "shop" })).toEqual({
    taskDefinitionArns: [arnOf(1), arnOf(3)],
  });
});

describe("ECS refuses", () => {
  const UPDATE = { cluster: "shop", service: "shop" };
  test.each<[string, string, ActionInput, string]>([
    [
      "a cluster that is not there",
      "DescribeServices",
      { cluster: "none", services: ["shop"] },
      "Cluster not found.",
    ],
    ["a service that is not there", "UpdateService", { ...UPDATE, service: "none" }, "Service not found."],
    [
      "a revision that was never registered",
      "UpdateService",
      { ...UPDATE, taskDefinition: "shop:9" },
      "Unable to describe task definition shop:9.",
    ],
    [
      "a task definition without containers",
      "RegisterTaskDefinition",
      { family: "shop" },
      "Container list cannot be empty.",
    ],
    [
      "a task definition without a family",
      "RegisterTaskDefinition",
      {},
      "Family should not be null or empty.",
    ],
    [
      "a placeholder that was left",
      "RegisterTaskDefinition",
      { family: "shop", containerDefinitions: [{ name: "app", image: "<IMAGE1_NAME>" }] },
      "Container.image contains invalid characters.",
    ],
  ])("%s", async (_, action, input, message) => {
    const { call, stage } = ecs();
    await expect(call(action, input)).rejects.toThrow(AwsError);
    await expect(call(action, input)).rejects.toThrow(message);
    expect(stage.told).toEqual([]);
  });

  test("a revision without the container that users reach", async () => {
    const { call, stage } = ecs();
    await stage.ready();
    const containerDefinitions = [{ name: "web", image: "shop:9", portMappings: [{ containerPort: 8080 }] }];
    await call("RegisterTaskDefinition", { family: "shop", containerDefinitions });
    const update = () => call("UpdateService", { ...UPDATE, taskDefinition: "shop" });
    await expect(update()).rejects.toThrow(AwsError);
    await expect(update()).rejects.toThrow("The container app does not exist in the task definition.");
    await stage.clock.pass(MINUTE_MS);
    expect(stage.running).toEqual(["placeholder", "placeholder"]);
  });
});
