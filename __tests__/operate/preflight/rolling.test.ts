import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as ecs from "@aws-sdk/client-ecs";
import * as iam from "@aws-sdk/client-iam";
import * as sts from "@aws-sdk/client-sts";
import { preflight } from "../../../operate/preflight/run";
import { arn, IMAGE, operatorOf, REPOSITORY, ROLLING_ARNS, role, shop, task } from "../shop";

beforeEach(() => {
  shop.reset();
  shop.roll();
});

async function found(image?: string) {
  const { checks, verdict } = await preflight(operatorOf(ROLLING_ARNS, "ecs-rolling"), { image });
  const told = checks.flatMap(({ id, findings, reason }) => [
    ...findings.map(({ level, message }) => `${id}: ${level}: ${message}`),
    ...(reason === undefined ? [] : [`${id}: ${reason}`]),
  ]);
  return { verdict, told };
}

const revisions = (live: ecs.TaskDefinition, newest: ecs.TaskDefinition) =>
  shop.answer(ecs.DescribeTaskDefinitionCommand, ({ taskDefinition }) =>
    taskDefinition === "shop"
      ? {
          taskDefinition: {
            ...newest,
            taskDefinitionArn: arn("ecs", "task-definition/shop:8"),
            registeredAt: new Date("2026-01-02"),
          },
        }
      : {
          taskDefinition: {
            ...live,
            taskDefinitionArn: arn("ecs", "task-definition/shop:7"),
            registeredAt: new Date("2026-01-01"),
          },
        },
  );

test("a deployment of ECS that has not ended refuses the next", async () => {
  shop.answer(ecs.ListServiceDeploymentsCommand, ({ nextToken }) =>
    nextToken
      ? { serviceDeployments: [{ serviceDeploymentArn: "a/b/two" }] }
      : { serviceDeployments: [{ serviceDeploymentArn: "a/b/one" }], nextToken: "more" },
  );
  expect(await found()).toEqual({
    verdict: "not fit",
    told: ["one", "two"].map(
      (id) => `service-deployment-idle: error: ECS's deployment ${id} of shop has not ended`,
    ),
  });
});

test("whoever calls is who must be allowed to pass the roles", async () => {
  await found();
  expect(shop.inputs(iam.SimulatePrincipalPolicyCommand)[0]).toMatchObject({
    PolicySourceArn: role("ci"),
    ResourceArns: [role("shop-task"), role("shop-task-execution")],
  });
  shop.reset();
  shop.roll();
  shop.answer(sts.GetCallerIdentityCommand, { Arn: "arn:aws:iam::111122223333:user/ann" });
  await found();
  expect(shop.inputs(iam.SimulatePrincipalPolicyCommand)[0].PolicySourceArn).toBe(
    "arn:aws:iam::111122223333:user/ann",
  );
});

test("an alarm of the service that Terraform did not make is looked at, too", async () => {
  const alarms = { alarmNames: ["somebody-elses"], enable: true, rollback: true };
  shop.roll({ deploymentConfiguration: { alarms } });
  await found();
  expect(shop.inputs(cloudwatch.DescribeAlarmsCommand)[0].AlarmNames).toEqual([
    "shop-errors",
    "somebody-elses",
  ]);
});

test("a revision of Terraform's that waits refuses, and its image is no fault", async () => {
  revisions(task(), task(`${REPOSITORY}:unreleased`, { memory: "2048" }));
  expect(await found()).toEqual({
    verdict: "not fit",
    told: [
      `settings-released: error: ${arn("ecs", "task-definition/shop:8")} is newer than what runs, and the release brings its settings along: memory`,
    ],
  });
});

test("images that lie elsewhere than in ECR are not asked for, and said to be so", async () => {
  revisions(task("nginx:1.27"), task("nginx:1.27"));
  expect((await found()).told).toEqual([
    "images-there: nginx:1.27: in no private registry of ECR, which alone is asked",
  ]);
});

describe("on instances", () => {
  const onInstances = (hostPort = 0) => {
    const [app] = task().containerDefinitions ?? [];
    const definition = task(IMAGE, {
      networkMode: "bridge",
      requiresCompatibilities: ["EC2"],
      containerDefinitions: [{ ...app, portMappings: [{ containerPort: 8080, hostPort }] }],
    });
    revisions(definition, definition);
  };
  const instance = (cpu: number, memory: number, more: Partial<ecs.ContainerInstance> = {}) => ({
    status: "ACTIVE",
    agentConnected: true,
    remainingResources: [
      { name: "CPU", integerValue: cpu },
      { name: "MEMORY", integerValue: memory },
      { name: "PORTS", stringSetValue: ["22", "80"] },
    ],
    ...more,
  });
  const cluster = (...containerInstances: object[]) => {
    shop.answer(ecs.ListContainerInstancesCommand, { containerInstanceArns: containerInstances.map(String) });
    shop.answer(ecs.DescribeContainerInstancesCommand, { containerInstances });
  };
  const ASG = [{ capacityProvider: "shop", weight: 1 }];

  beforeEach(() => {
    onInstances();
    shop.roll({ capacityProviderStrategy: ASG, networkConfiguration: undefined });
    shop.answer(ecs.DescribeCapacityProvidersCommand, {
      capacityProviders: [{ autoScalingGroupProvider: { managedScaling: { status: "DISABLED" } } }],
    });
  });

  test("the instance's own role pulls images of ECR: a task without secrets needs no execution role", async () => {
    const [app] = task().containerDefinitions ?? [];
    const plain = task(IMAGE, {
      requiresCompatibilities: ["EC2"],
      executionRoleArn: undefined,
      containerDefinitions: [{ ...app, secrets: [] }],
    });
    revisions(plain, plain);
    cluster(instance(4096, 4096));
    expect(await found()).toEqual({ verdict: "fit", told: [] });
  });

  test("one with room for one more task is enough", async () => {
    cluster(instance(100, 4096), instance(512, 1024));
    expect(await found()).toEqual({ verdict: "fit", told: [] });
  });

  test.each<[string, object]>([
    ["has too little CPU", instance(511, 4096)],
    ["has too little memory", instance(4096, 1023)],
    ["is drained", instance(4096, 4096, { status: "DRAINING" })],
    ["has lost its agent", instance(4096, 4096, { agentConnected: false })],
  ])("an only instance that %s refuses the release", async (_, one) => {
    cluster(one);
    expect(await found()).toEqual({
      verdict: "not fit",
      told: [
        "instances-have-room: error: 1 instances have room for 0 more tasks of 512 CPU units and 1024 MiB, and the release needs 1",
      ],
    });
  });

  test("a port that is taken on each instance refuses it", async () => {
    onInstances(80);
    cluster(instance(4096, 4096));
    expect((await found()).told[0]).toContain("0 more tasks of 512 CPU units and 1024 MiB, port 80");
    onInstances(81);
    expect(await found()).toEqual({ verdict: "fit", told: [] });
  });

  test("where ECS adds instances by itself it is a warning", async () => {
    cluster();
    shop.answer(ecs.DescribeCapacityProvidersCommand, {
      capacityProviders: [{ autoScalingGroupProvider: { managedScaling: { status: "ENABLED" } } }],
    });
    expect(await found()).toMatchObject({
      verdict: "fit",
      told: [expect.stringMatching(/^instances-have-room: warning: 0 instances/)],
    });
  });

  test("where old tasks may end first no room is needed", async () => {
    cluster();
    const alarms = { alarmNames: ["shop-errors"], enable: true, rollback: true };
    shop.roll({
      capacityProviderStrategy: ASG,
      networkConfiguration: undefined,
      deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 100, alarms },
    });
    expect(await found()).toEqual({ verdict: "fit", told: [] });
  });
});
