import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  type Service,
  type ServiceDeployment,
} from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import {
  currentDeployment,
  deploymentOf,
  goodDeployment,
  recentDeployments,
} from "../../../operate/read/deployments";
import { at, BLUE, GREEN, ms, operatorOf, SERVICE_ARN, taskDefinition } from "../operator";

const ecs = mockClient(ECSClient);
const arn = (name: string) =>
  `arn:aws:ecs:eu-central-1:111122223333:service-deployment/shop/shop-service/${name}`;
const revision = (name: string) =>
  `arn:aws:ecs:eu-central-1:111122223333:service-revision/shop/shop-service/${name}`;

const going: ServiceDeployment = {
  serviceDeploymentArn: arn("new"),
  serviceArn: SERVICE_ARN,
  status: "IN_PROGRESS",
  lifecycleStage: "PRODUCTION_TRAFFIC_SHIFT",
  createdAt: at("10:00:00"),
  startedAt: at("10:00:01"),
  deploymentConfiguration: { strategy: "BLUE_GREEN", bakeTimeInMinutes: 5 },
  sourceServiceRevisions: [
    {
      arn: revision("1"),
      requestedTaskCount: 2,
      runningTaskCount: 2,
      pendingTaskCount: 0,
      requestedProductionTrafficWeight: 90,
    },
  ],
  targetServiceRevision: {
    arn: revision("2"),
    requestedTaskCount: 2,
    runningTaskCount: 1,
    pendingTaskCount: 1,
    requestedProductionTrafficWeight: 10,
    requestedTestTrafficWeight: 100,
  },
  alarms: { status: "MONITORING", alarmNames: ["shop-green-errors"], triggeredAlarmNames: [] },
};

function account(deployment: ServiceDeployment = going, service: Partial<Service> = {}): void {
  ecs.reset();
  ecs.on(DescribeServicesCommand).resolves({
    services: [
      {
        serviceArn: SERVICE_ARN,
        status: "ACTIVE",
        deploymentController: { type: "ECS" },
        deploymentConfiguration: { strategy: "BLUE_GREEN" },
        ...service,
      },
    ],
  });
  ecs.on(ListServiceDeploymentsCommand).resolves({
    serviceDeployments: [
      { serviceDeploymentArn: arn("old"), createdAt: at("09:00:00") },
      { serviceDeploymentArn: arn("new"), createdAt: at("10:00:00") },
    ],
  });
  ecs.on(DescribeServiceDeploymentsCommand).callsFake(({ serviceDeploymentArns }) => ({
    serviceDeployments: serviceDeploymentArns.map((name: string) =>
      name === arn("new") ? deployment : { ...going, serviceDeploymentArn: name, status: "SUCCESSFUL" },
    ),
  }));
  ecs.on(DescribeServiceRevisionsCommand).resolves({
    serviceRevisions: [
      {
        serviceRevisionArn: revision("1"),
        taskDefinition: taskDefinition(1),
        resolvedConfiguration: { loadBalancers: [{ targetGroupArn: BLUE }] },
      },
      {
        serviceRevisionArn: revision("2"),
        taskDefinition: taskDefinition(2),
        resolvedConfiguration: { loadBalancers: [{ targetGroupArn: GREEN }] },
      },
    ],
  });
}

const current = () => currentDeployment(operatorOf());
const stages = async () =>
  Object.fromEntries(((await current())?.lifecycleEvents ?? []).map(({ name, status }) => [name, status]));

beforeEach(() => account());

test("a deployment that ECS does in stages is told with both revisions and every stage", async () => {
  expect(await current()).toMatchObject({
    engine: "native",
    id: arn("new"),
    status: "InProgress",
    createdAt: ms("10:00:00"),
    startedAt: ms("10:00:01"),
    sides: [
      {
        role: "original",
        id: revision("1"),
        targetGroup: "shop-blue",
        taskDefinition: taskDefinition(1),
        share: 90,
        desired: 2,
        running: 2,
        pending: 0,
      },
      {
        role: "replacement",
        targetGroup: "shop-green",
        taskDefinition: taskDefinition(2),
        share: 10,
        running: 1,
        pending: 1,
      },
    ],
    alarms: [],
  });
  expect(await stages()).toEqual({
    PRE_SCALE_UP: "Succeeded",
    SCALE_UP: "Succeeded",
    POST_SCALE_UP: "Succeeded",
    TEST_TRAFFIC_SHIFT: "Succeeded",
    POST_TEST_TRAFFIC_SHIFT: "Succeeded",
    PRODUCTION_TRAFFIC_SHIFT: "InProgress",
    POST_PRODUCTION_TRAFFIC_SHIFT: "Pending",
    BAKE_TIME: "Pending",
    CLEAN_UP: "Pending",
  });
});

test.each([
  ["PENDING", "Created", undefined],
  ["STOP_REQUESTED", "InProgress", undefined],
  ["ROLLBACK_REQUESTED", "InProgress", "an alarm was red"],
  ["ROLLBACK_IN_PROGRESS", "InProgress", "an alarm was red"],
  ["SUCCESSFUL", "Succeeded", undefined],
  ["STOPPED", "Stopped", undefined],
  ["ROLLBACK_SUCCESSFUL", "Failed", "an alarm was red"],
  ["ROLLBACK_FAILED", "Failed", undefined],
] as const)("%s is told as %s", async (status, told, reason) => {
  account({ ...going, status, statusReason: "an alarm was red" });
  const deployment = await current();
  expect([deployment?.status, deployment?.rollback?.reason]).toEqual([told, reason]);
});

test("one that is taken back names the stage, the alarms and the hook that failed", async () => {
  account({
    ...going,
    status: "ROLLBACK_IN_PROGRESS",
    lifecycleStage: "POST_TEST_TRAFFIC_SHIFT",
    rollback: { reason: "a hook failed", serviceRevisionArn: revision("1") },
    lifecycleHookDetails: [
      {
        hookId: "1",
        status: "FAILED",
        targetArn: "arn:aws:lambda:eu-central-1:111122223333:function:validate-green",
      },
    ],
    alarms: { triggeredAlarmNames: ["shop-green-errors"] },
  });
  const deployment = await current();
  expect(deployment).toMatchObject({ rollback: { reason: "a hook failed" }, alarms: ["shop-green-errors"] });
  expect(deployment?.lifecycleEvents[4]).toEqual({
    name: "POST_TEST_TRAFFIC_SHIFT",
    status: "Failed",
    detail: "the hook validate-green FAILED",
  });
});

describe("where one had come to that is taken back", () => {
  const failed = async () =>
    Object.entries(await stages()).flatMap(([name, status]) => (status === "Failed" ? name : []));

  test("is the stage that ECS's reason names", async () => {
    const statusReason = "A hook failed at POST_TEST_TRAFFIC_SHIFT.";
    account({ ...going, status: "ROLLBACK_SUCCESSFUL", lifecycleStage: "CLEAN_UP", statusReason });
    expect(await failed()).toEqual(["POST_TEST_TRAFFIC_SHIFT"]);
  });

  test("is the stage of the moment while it is taken back", async () => {
    account({ ...going, status: "ROLLBACK_IN_PROGRESS", lifecycleStage: "BAKE_TIME" });
    expect(await failed()).toEqual(["BAKE_TIME"]);
  });

  test("is not known once everything is cleared up", async () => {
    account({ ...going, status: "ROLLBACK_SUCCESSFUL", lifecycleStage: "CLEAN_UP" });
    expect(new Set(Object.values(await stages()))).toEqual(new Set(["Unknown"]));
  });
});

test.each(["RECONCILE_SERVICE", "PRE_PRODUCTION_TRAFFIC_SHIFT"])(
  "the stage %s is told while it goes on alone",
  async (stage) => {
    expect(await stages()).not.toHaveProperty(stage);
    account({ ...going, lifecycleStage: stage as ServiceDeployment["lifecycleStage"] });
    expect(await stages()).toMatchObject({ [stage]: "InProgress", PRODUCTION_TRAFFIC_SHIFT: "Pending" });
  },
);

describe("what it waits for", () => {
  test("is the bake time", async () => {
    account({ ...going, lifecycleStage: "BAKE_TIME" });
    expect((await current())?.waiting).toEqual({ for: "bake", minutes: 5 });
  });

  test("is a person, where a hook pauses it", async () => {
    account({
      ...going,
      lifecycleHookDetails: [
        { hookId: "ecs-pause-1", targetType: "PAUSE", status: "AWAITING_ACTION", expiresAt: at("11:00:00") },
      ],
    });
    expect((await current())?.waiting).toEqual({
      for: "reroute",
      hook: "ecs-pause-1",
      until: ms("11:00:00"),
    });
  });
});

test("the newest are told first, whatever order ECS lists them in, and one can be asked for", async () => {
  const recent = await recentDeployments(operatorOf(), 2);
  expect(recent.map(({ id, status }) => [id, status])).toEqual([
    [arn("new"), "InProgress"],
    [arn("old"), "Succeeded"],
  ]);
  expect(await deploymentOf(operatorOf(), arn("old"))).toMatchObject({ id: arn("old") });
});

test("the last that went well is found behind those that did not", async () => {
  expect(await goodDeployment(operatorOf())).toMatchObject({ id: arn("old"), status: "Succeeded" });
});

test("one that ECS knows no more is said to be gone", async () => {
  ecs.on(DescribeServiceDeploymentsCommand).resolves({ serviceDeployments: [] });
  await expect(deploymentOf(operatorOf(), arn("older"))).rejects.toThrow(
    /knows the deployment .*older no more/,
  );
});

describe("a rolling deployment", () => {
  const deployments: Service["deployments"] = [
    {
      id: "ecs-svc/2",
      status: "PRIMARY",
      taskDefinition: taskDefinition(2),
      desiredCount: 4,
      runningCount: 1,
      pendingCount: 1,
      rolloutState: "IN_PROGRESS",
      rolloutStateReason: "ECS deployment ecs-svc/2 in progress.",
      createdAt: at("10:00:00"),
      updatedAt: at("10:01:00"),
    },
    {
      id: "ecs-svc/1",
      status: "ACTIVE",
      taskDefinition: taskDefinition(1),
      desiredCount: 3,
      runningCount: 3,
    },
  ];
  const rolling = { deploymentConfiguration: { strategy: "ROLLING" as const }, deployments };

  test("is told without stages, and each task has its part of the users", async () => {
    account(
      {
        ...going,
        sourceServiceRevisions: [{ arn: revision("1"), runningTaskCount: 3 }],
        targetServiceRevision: { arn: revision("2"), runningTaskCount: 1 },
      },
      rolling,
    );
    expect(await current()).toMatchObject({
      engine: "rolling",
      lifecycleEvents: [],
      sides: [
        { role: "original", share: 75 },
        { role: "replacement", share: 25 },
      ],
    });
  });

  test("is told by what the service says where ECS lists none", async () => {
    account(going, { ...rolling, loadBalancers: [{ targetGroupArn: BLUE }] });
    ecs.on(ListServiceDeploymentsCommand).resolves({ serviceDeployments: [] });
    expect(await current()).toMatchObject({
      engine: "rolling",
      id: "ecs-svc/2",
      status: "InProgress",
      createdAt: ms("10:00:00"),
      sides: [
        { role: "original", taskDefinition: taskDefinition(1), share: 75, desired: 3, running: 3 },
        {
          role: "replacement",
          taskDefinition: taskDefinition(2),
          targetGroup: "shop-blue",
          share: 25,
          pending: 1,
        },
      ],
    });
  });

  test("that the circuit breaker takes back says so", async () => {
    const rolloutStateReason = "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.";
    account(going, { ...rolling, deployments: [{ ...deployments?.[0], rolloutStateReason }] });
    ecs.on(ListServiceDeploymentsCommand).resolves({ serviceDeployments: [] });
    expect((await current())?.rollback).toEqual({ reason: rolloutStateReason, status: "InProgress" });
  });
});

test("a service that the tags name and that has gone is said to have", async () => {
  ecs.on(DescribeServicesCommand).resolves({ services: [], failures: [{ reason: "MISSING" }] });
  await expect(current()).rejects.toThrow(
    /the cluster shop has no service shop-service, though the tags say so/,
  );
});

describe("the list of deployments", () => {
  const asked = () =>
    ecs.commandCalls(ListServiceDeploymentsCommand).map(({ args: [{ input }] }) => input.createdAt?.after);
  const operator = operatorOf();
  const weekAgo = new Date(operator.clock.now() - 7 * 86_400_000);

  test("is asked for of the last days where these have enough", async () => {
    expect(await recentDeployments(operator, 2)).toHaveLength(2);
    expect(asked()).toEqual([weekAgo]);
  });

  test("is asked for whole where they have not, in pages as large as ECS allows", async () => {
    expect(await recentDeployments(operator, 3)).toHaveLength(2);
    expect(asked()).toEqual([weekAgo, undefined]);
    expect(ecs.commandCalls(ListServiceDeploymentsCommand)[0]?.args[0].input.maxResults).toBe(100);
  });
});
