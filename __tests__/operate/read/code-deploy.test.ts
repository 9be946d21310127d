import {
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  type DeploymentInfo,
  type DeploymentTarget,
  GetApplicationRevisionCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
} from "@aws-sdk/client-codedeploy";
import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import {
  currentDeployment,
  deploymentOf,
  goodDeployment,
  recentDeployments,
} from "../../../operate/read/deployments";
import { at, CONTAINERS, INSTANCES, ms, operatorOf, taskDefinition } from "../operator";

const codeDeploy = mockClient(CodeDeployClient);
const ecs = mockClient(ECSClient);
const ID = "d-ABCDEF123";

const going: DeploymentInfo = {
  deploymentId: ID,
  applicationName: "shop",
  deploymentGroupName: "shop-group",
  computePlatform: "ECS",
  status: "InProgress",
  creator: "user",
  createTime: at("10:00:00"),
  startTime: at("10:00:02"),
  revision: { revisionType: "AppSpecContent", appSpecContent: { sha256: "2" } },
  previousRevision: { revisionType: "AppSpecContent", appSpecContent: { sha256: "1" } },
  deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
  blueGreenDeploymentConfiguration: {
    deploymentReadyOption: { actionOnTimeout: "STOP_DEPLOYMENT", waitTimeInMinutes: 30 },
    terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: 5 },
  },
};

const target: DeploymentTarget = {
  deploymentTargetType: "ECSTarget",
  ecsTarget: {
    deploymentId: ID,
    targetId: "shop:shop-service",
    status: "InProgress",
    lifecycleEvents: [
      {
        lifecycleEventName: "BeforeInstall",
        status: "Succeeded",
        startTime: at("10:00:03"),
        endTime: at("10:00:04"),
      },
      { lifecycleEventName: "Install", status: "Succeeded" },
      { lifecycleEventName: "AllowTraffic", status: "InProgress", startTime: at("10:03:00") },
      { lifecycleEventName: "AfterAllowTraffic", status: "Pending" },
    ],
    taskSetsInfo: [
      {
        identifer: "ecs-svc/1",
        desiredCount: 2,
        pendingCount: 0,
        runningCount: 2,
        status: "PRIMARY",
        trafficWeight: 60,
        targetGroup: { name: "shop-blue" },
        taskSetLabel: "Blue",
      },
      {
        identifer: "ecs-svc/2",
        desiredCount: 2,
        pendingCount: 1,
        runningCount: 1,
        status: "ACTIVE",
        trafficWeight: 40,
        targetGroup: { name: "shop-green" },
        taskSetLabel: "Green",
      },
    ],
  },
};

function account(info: DeploymentInfo = going, targets: DeploymentTarget[] = [target]): void {
  codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: [ID] });
  codeDeploy.on(BatchGetDeploymentsCommand).resolves({ deploymentsInfo: [info] });
  codeDeploy.on(GetDeploymentCommand).resolves({ deploymentInfo: info });
  codeDeploy
    .on(ListDeploymentTargetsCommand)
    .resolves({ targetIds: targets.map((_, index) => String(index)) });
  codeDeploy.on(BatchGetDeploymentTargetsCommand).resolves({ deploymentTargets: targets });
  codeDeploy.on(GetApplicationRevisionCommand).callsFake(({ revision }) => ({
    revision: {
      appSpecContent: {
        content: `{"Resources":[{"TargetService":{"Properties":{"TaskDefinition":"${taskDefinition(Number(revision.appSpecContent.sha256))}"}}}]}`,
      },
    },
  }));
  ecs.on(DescribeServicesCommand).resolves({
    services: [
      {
        status: "ACTIVE",
        deploymentController: { type: "CODE_DEPLOY" },
        taskSets: [
          { id: "ecs-svc/1", status: "PRIMARY", taskDefinition: taskDefinition(1) },
          { id: "ecs-svc/2", status: "ACTIVE", taskDefinition: taskDefinition(3) },
        ],
      },
    ],
  });
}

beforeEach(() => {
  codeDeploy.reset();
  ecs.reset();
  account();
});

test("a deployment that goes on is told with both task sets and its lifecycle events", async () => {
  expect(await currentDeployment(operatorOf())).toEqual({
    engine: "codedeploy",
    id: ID,
    status: "InProgress",
    createdAt: ms("10:00:00"),
    startedAt: ms("10:00:02"),
    endedAt: undefined,
    creator: "user",
    lifecycleEvents: [
      { name: "BeforeInstall", status: "Succeeded", startedAt: ms("10:00:03"), endedAt: ms("10:00:04") },
      { name: "Install", status: "Succeeded" },
      { name: "AllowTraffic", status: "InProgress", startedAt: ms("10:03:00") },
      { name: "AfterAllowTraffic", status: "Pending" },
    ],
    sides: [
      {
        role: "original",
        id: "ecs-svc/1",
        targetGroup: "shop-blue",
        taskDefinition: taskDefinition(1),
        share: 60,
        desired: 2,
        running: 2,
        pending: 0,
      },
      {
        role: "replacement",
        id: "ecs-svc/2",
        targetGroup: "shop-green",
        taskDefinition: taskDefinition(3),
        share: 40,
        desired: 2,
        running: 1,
        pending: 1,
      },
    ],
    waiting: undefined,
    rollback: undefined,
    alarms: [],
    revision: undefined,
  });
  const [{ input } = { input: {} }] = codeDeploy
    .commandCalls(ListDeploymentsCommand)
    .map(({ args: [command] }) => command);
  expect(input).toMatchObject({
    applicationName: "shop",
    deploymentGroupName: "shop-group",
    includeOnlyStatuses: ["Created", "Queued", "InProgress", "Baking", "Ready"],
  });
});

test("where none goes on, it is the one that was tried last", async () => {
  codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: [] });
  codeDeploy.on(GetDeploymentGroupCommand).resolves({
    deploymentGroupInfo: { lastAttemptedDeployment: { deploymentId: ID, status: "Succeeded" } },
  });
  expect(await currentDeployment(operatorOf())).toMatchObject({ id: ID });
  codeDeploy.on(GetDeploymentGroupCommand).resolves({ deploymentGroupInfo: {} });
  expect(await currentDeployment(operatorOf())).toBeUndefined();
});

test("the last that went well is the one that the group names", async () => {
  codeDeploy.on(GetDeploymentGroupCommand).resolves({
    deploymentGroupInfo: {
      lastAttemptedDeployment: { deploymentId: "d-2", status: "Failed" },
      lastSuccessfulDeployment: { deploymentId: ID, status: "Succeeded" },
    },
  });
  await goodDeployment(operatorOf());
  expect(
    codeDeploy.commandCalls(GetDeploymentCommand).map(({ args: [{ input }] }) => input.deploymentId),
  ).toEqual([ID]);
  codeDeploy.on(GetDeploymentGroupCommand).resolves({ deploymentGroupInfo: {} });
  expect(await goodDeployment(operatorOf())).toBeUndefined();
});

test("what task sets ran that have gone is read from the revisions", async () => {
  ecs.on(DescribeServicesCommand).resolves({
    services: [{ status: "ACTIVE", deploymentController: { type: "CODE_DEPLOY" }, taskSets: [] }],
  });
  const { sides } = await deploymentOf(operatorOf(), ID);
  expect(sides.map((side) => side.taskDefinition)).toEqual([taskDefinition(1), taskDefinition(2)]);
});

describe("what it waits for", () => {
  test("is a person, before users are moved", async () => {
    account({ ...going, status: "Ready" });
    expect((await deploymentOf(operatorOf(), ID)).waiting).toEqual({ for: "reroute", minutes: 30 });
  });

  test("is the end of the original, once users have been", async () => {
    const lifecycleEvents = [
      { lifecycleEventName: "AfterAllowTraffic", status: "Succeeded" as const, endTime: at("10:10:00") },
    ];
    account(going, [{ ...target, ecsTarget: { ...target.ecsTarget, lifecycleEvents } }]);
    expect((await deploymentOf(operatorOf(), ID)).waiting).toEqual({
      for: "termination",
      minutes: 5,
      until: ms("10:15:00"),
    });
  });

  test("is the end of the original where CodeDeploy says so itself", async () => {
    account({ ...going, instanceTerminationWaitTimeStarted: true });
    expect((await deploymentOf(operatorOf(), ID)).waiting).toEqual({ for: "termination", minutes: 5 });
  });

  test("is nothing any more when it has ended, though its wait had begun", async () => {
    account({ ...going, status: "Succeeded", instanceTerminationWaitTimeStarted: true });
    expect((await deploymentOf(operatorOf(), ID)).waiting).toBeUndefined();
  });
});

describe("one that has not gone well", () => {
  test("names the alarm that has stopped it, and what put the original back", async () => {
    account({
      ...going,
      status: "Stopped",
      completeTime: at("10:06:00"),
      errorInformation: {
        code: "ALARM_ACTIVE",
        message:
          "One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <shop-green-errors>",
      },
      rollbackInfo: {
        rollbackDeploymentId: "d-ROLLBACK1",
        rollbackMessage: "Deployment d-ROLLBACK1 rolls back",
      },
    });
    expect(await deploymentOf(operatorOf(), ID)).toMatchObject({
      status: "Stopped",
      endedAt: ms("10:06:00"),
      alarms: ["shop-green-errors"],
      rollback: { reason: expect.stringMatching(/^ALARM_ACTIVE: /), deployment: "d-ROLLBACK1" },
    });
  });

  test("says what a hook said, and nothing of one that went well", async () => {
    const lifecycleEvents = [
      {
        lifecycleEventName: "Install",
        status: "Succeeded" as const,
        diagnostics: { errorCode: "Success" as const, message: "Succeeded" },
      },
      {
        lifecycleEventName: "AfterAllowTestTraffic",
        status: "Failed" as const,
        diagnostics: { errorCode: "UnknownError" as const, message: "green answered 500" },
      },
    ];
    account(going, [{ ...target, ecsTarget: { ...target.ecsTarget, lifecycleEvents } }]);
    expect((await deploymentOf(operatorOf(), ID)).lifecycleEvents).toEqual([
      { name: "Install", status: "Succeeded" },
      { name: "AfterAllowTestTraffic", status: "Failed", detail: "green answered 500" },
    ]);
  });
});

test("one that has not begun has no targets yet", async () => {
  account({ ...going, status: "Created" });
  codeDeploy
    .on(ListDeploymentTargetsCommand)
    .rejects(Object.assign(new Error("not started"), { name: "DeploymentNotStartedException" }));
  expect(await deploymentOf(operatorOf(), ID)).toMatchObject({
    status: "Created",
    sides: [],
    lifecycleEvents: [],
  });
});

test("a permission that is missing is named", async () => {
  codeDeploy.on(ListDeploymentsCommand).rejects(
    Object.assign(
      new Error(
        "User: arn:aws:iam::111122223333:user/eve is not authorized to perform: codedeploy:ListDeployments on resource: arn:x",
      ),
      {
        name: "AccessDeniedException",
      },
    ),
  );
  await expect(currentDeployment(operatorOf())).rejects.toThrow(
    "the permission codedeploy:ListDeployments is missing: allow arn:aws:iam::111122223333:user/eve codedeploy:ListDeployments on arn:x",
  );
});

test("the newest are told first, whatever order CodeDeploy has them in", async () => {
  codeDeploy
    .on(ListDeploymentsCommand)
    .resolvesOnce({ deployments: ["d-1"], nextToken: "more" })
    .resolves({
      deployments: ["d-2"],
    });
  codeDeploy.on(BatchGetDeploymentsCommand).resolves({
    deploymentsInfo: [
      { ...going, deploymentId: "d-1", createTime: at("09:00:00") },
      { ...going, deploymentId: "d-2", createTime: at("09:30:00") },
    ],
  });
  expect((await recentDeployments(operatorOf(CONTAINERS), 2)).map(({ id }) => id)).toEqual(["d-2", "d-1"]);
});

test("the last two weeks are listed first, and all only where that is not enough", async () => {
  const days = (count: number) => new Date(operatorOf().clock.now() - count * 86_400_000);
  const lists = () =>
    codeDeploy
      .commandCalls(ListDeploymentsCommand)
      .map(({ args: [{ input }] }) => input.createTimeRange?.start);
  await recentDeployments(operatorOf(), 1);
  expect(lists()).toEqual([days(14)]);
  codeDeploy.resetHistory();
  await recentDeployments(operatorOf(), 2);
  expect(lists()).toEqual([days(14), days(90), days(400), undefined]);
});

test("what several have in common is asked for once", async () => {
  codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: ["d-1", "d-2"] });
  const sha = (sha256: string) => ({ revisionType: "AppSpecContent" as const, appSpecContent: { sha256 } });
  codeDeploy.on(BatchGetDeploymentsCommand).resolves({
    deploymentsInfo: [
      { ...going, deploymentId: "d-1", revision: sha("2"), previousRevision: sha("1") },
      { ...going, deploymentId: "d-2", revision: sha("3"), previousRevision: sha("2") },
    ],
  });
  await recentDeployments(operatorOf(), 2);
  expect(codeDeploy.commandCalls(GetApplicationRevisionCommand)).toHaveLength(3);
  // Once to know who releases, and once for the task sets.
  expect(ecs.commandCalls(DescribeServicesCommand)).toHaveLength(2);
});

describe("a rollback", () => {
  const failed: DeploymentInfo = { ...going, status: "Failed", errorInformation: undefined };

  test("that could not be made is none, and CodeDeploy's words are why", async () => {
    account({ ...failed, rollbackInfo: { rollbackMessage: "The deployment cannot be rolled back." } });
    const state = await deploymentOf(operatorOf(), ID);
    expect(state.rollback).toBeUndefined();
    expect(state.detail).toBe("The deployment cannot be rolled back.");
  });

  test.each([
    ["InProgress", "InProgress"],
    ["Created", "InProgress"],
    ["Succeeded", "Succeeded"],
    ["Failed", "Failed"],
    ["Stopped", "Failed"],
  ] as const)("whose deployment is %s is %s", async (status, expected) => {
    account({ ...failed, rollbackInfo: { rollbackDeploymentId: "d-BACK", rollbackMessage: "it rang" } });
    codeDeploy
      .on(GetDeploymentCommand, { deploymentId: "d-BACK" })
      .resolves({ deploymentInfo: { deploymentId: "d-BACK", status } });
    expect((await deploymentOf(operatorOf(), ID)).rollback).toEqual({
      reason: "it rang",
      deployment: "d-BACK",
      status: expected,
    });
  });
});

describe("to instances", () => {
  const instance = (
    label: "Blue" | "Green" | undefined,
    status: "Succeeded" | "InProgress" | "Pending" | "Failed",
    events: Record<string, "Succeeded" | "InProgress" | "Pending" | "Failed">,
    message?: string,
  ): DeploymentTarget => ({
    deploymentTargetType: "InstanceTarget",
    instanceTarget: {
      targetId: "i-0",
      status,
      instanceLabel: label,
      lifecycleEvents: Object.entries(events).map(([lifecycleEventName, eventStatus]) => ({
        lifecycleEventName,
        status: eventStatus,
        ...(eventStatus === "Failed" && { diagnostics: { errorCode: "ScriptFailed" as const, message } }),
      })),
    },
  });
  const info: DeploymentInfo = {
    ...going,
    computePlatform: "Server",
    revision: {
      revisionType: "S3",
      s3Location: { bucket: "artifacts", key: "shop/1.zip", bundleType: "zip" },
    },
    previousRevision: undefined,
  };

  const COPY = "CodeDeploy_shop-group_d-ABCDEF123";
  const group = (autoScalingGroup = "shop") =>
    codeDeploy.on(GetDeploymentGroupCommand).resolves({
      deploymentGroupInfo: {
        autoScalingGroups: [{ name: autoScalingGroup }],
        lastAttemptedDeployment: { deploymentId: ID },
      },
    });
  const told = async (...names: string[]) => {
    const { lifecycleEvents = [] } = (await currentDeployment(operatorOf(INSTANCES))) ?? {};
    return lifecycleEvents.filter(({ name }) => names.includes(name));
  };

  test("sides are the groups, and users go where instances are registered", async () => {
    account({ ...info, targetInstances: { autoScalingGroups: [COPY] } }, [
      instance("Blue", "Succeeded", { BlockTraffic: "Pending" }),
      instance("Green", "InProgress", { Install: "Succeeded", AllowTraffic: "Succeeded" }),
      instance("Green", "InProgress", { Install: "Succeeded", AllowTraffic: "InProgress" }),
    ]);
    group();
    const deployment = await currentDeployment(operatorOf(INSTANCES));
    expect(deployment).toMatchObject({
      revision: "s3://artifacts/shop/1.zip",
      sides: [
        { role: "original", group: "shop", share: 50, desired: 1, running: 1 },
        { role: "replacement", id: COPY, group: COPY, share: 50, desired: 2, running: 2 },
      ],
    });
    expect(await told("Install", "AllowTraffic", "BlockTraffic")).toMatchObject([
      { name: "Install", status: "Succeeded" },
      { name: "AllowTraffic", status: "InProgress" },
      { name: "BlockTraffic", status: "Pending" },
    ]);
    expect(ecs.calls()).toEqual([]);
  });

  test("what CodeDeploy brings single instances up to date by is no release", async () => {
    const own: DeploymentInfo = { ...info, status: "Succeeded", creator: "user" };
    const automatic = (deploymentId: string, status: "InProgress" | "Succeeded"): DeploymentInfo => ({
      ...info,
      deploymentId,
      status,
      creator: "autoscaling",
      createTime: at("11:00:00"),
    });
    account(own, []);
    const infos = [automatic("d-AUTO1", "InProgress"), automatic("d-AUTO2", "Succeeded"), own];
    codeDeploy.on(BatchGetDeploymentsCommand).resolves({ deploymentsInfo: infos });
    codeDeploy.on(GetDeploymentCommand, { deploymentId: "d-AUTO2" }).resolves({ deploymentInfo: infos[1] });
    codeDeploy.on(GetDeploymentGroupCommand).resolves({
      deploymentGroupInfo: {
        lastAttemptedDeployment: { deploymentId: "d-AUTO2" },
        lastSuccessfulDeployment: { deploymentId: "d-AUTO2" },
      },
    });
    const operator = operatorOf(INSTANCES);
    expect(await currentDeployment(operator)).toMatchObject({ id: ID, status: "Succeeded" });
    expect(await goodDeployment(operator)).toMatchObject({ id: ID });
    expect((await recentDeployments(operator, 3)).map(({ id }) => id)).toEqual([ID]);
  });

  test("of a copy that comes up yet, what is to come is told", async () => {
    account({ ...info, targetInstances: { autoScalingGroups: [COPY] } }, []);
    group();
    const { lifecycleEvents, sides } = (await currentDeployment(operatorOf(INSTANCES))) ?? {};
    expect(lifecycleEvents?.map(({ name }) => name).slice(6, 11)).toEqual([
      "ValidateService",
      "BeforeAllowTraffic",
      "AllowTraffic",
      "AfterAllowTraffic",
      "BeforeBlockTraffic",
    ]);
    expect(sides).toMatchObject([
      { group: "shop", share: 0, desired: 0 },
      { group: COPY, share: 0, desired: 0 },
    ]);
  });

  test.each([
    ["are on their way", "InProgress", 100],
    ["are with the original again", "Succeeded", 0],
  ] as const)("users of one that was undone %s", async (_, status, share) => {
    const back = { rollbackDeploymentId: "d-BACK", rollbackMessage: "rolled back" };
    account({ ...info, status: "Stopped", rollbackInfo: back }, [
      instance("Blue", "Succeeded", { BlockTraffic: "Succeeded" }),
      instance("Green", "Succeeded", { AllowTraffic: "Succeeded" }),
    ]);
    codeDeploy
      .on(GetDeploymentCommand, { deploymentId: "d-BACK" })
      .resolves({ deploymentInfo: { deploymentId: "d-BACK", status } });
    group();
    const { sides = [] } = (await deploymentOf(operatorOf(INSTANCES), ID)) ?? {};
    expect(sides.map((side) => side.share)).toEqual([100 - share, share]);
  });

  test("once it is over, nothing of it goes on", async () => {
    account({ ...info, status: "Failed", deploymentStyle: { deploymentType: "IN_PLACE" } }, [
      instance(undefined, "Succeeded", { ApplicationStop: "Succeeded", Install: "Succeeded" }),
      instance(undefined, "Pending", { ApplicationStop: "InProgress", Install: "Pending" }),
      instance(undefined, "Pending", { ApplicationStop: "Pending", Install: "Pending" }),
    ]);
    group();
    const { lifecycleEvents } = await deploymentOf(operatorOf(INSTANCES), ID);
    expect(lifecycleEvents.map(({ name, status }) => `${name} ${status}`)).toEqual(
      expect.arrayContaining(["ApplicationStop Succeeded", "Install Succeeded", "AllowTraffic Pending"]),
    );
  });

  test.each([
    [false, undefined],
    [true, { for: "termination", minutes: 60 }],
  ])("originals are kept from when CodeDeploy says so: %s", async (started, waiting) => {
    account(
      {
        ...info,
        instanceTerminationWaitTimeStarted: started,
        blueGreenDeploymentConfiguration: {
          terminateBlueInstancesOnDeploymentSuccess: {
            action: "TERMINATE",
            terminationWaitTimeInMinutes: 60,
          },
        },
      },
      [instance("Green", "Succeeded", { AfterAllowTraffic: "Succeeded" })],
    );
    group();
    expect((await currentDeployment(operatorOf(INSTANCES)))?.waiting).toEqual(waiting);
  });

  test("in place, sides are what was changed and what was not; one script that failed says it for all", async () => {
    account({ ...info, deploymentStyle: { deploymentType: "IN_PLACE" } }, [
      instance(undefined, "Succeeded", { ApplicationStop: "Succeeded", Install: "Succeeded" }),
      instance(undefined, "Failed", { ApplicationStop: "Succeeded", Install: "Failed" }, "exit code 1"),
      instance(undefined, "Pending", { ApplicationStop: "Pending", Install: "Pending" }),
    ]);
    group();
    expect(await currentDeployment(operatorOf(INSTANCES))).toMatchObject({
      sides: [
        { role: "original", group: "shop", desired: 2, running: 1, share: 67 },
        { role: "replacement", group: "shop", desired: 1, running: 1, share: 33 },
      ],
    });
    expect(await told("ApplicationStop", "Install")).toMatchObject([
      { name: "ApplicationStop", status: "InProgress" },
      { name: "Install", status: "Failed", detail: "i-0: exit code 1" },
    ]);
  });
});
