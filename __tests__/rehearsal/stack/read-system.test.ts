import { join } from "node:path";
import { UserError } from "../../../config/user-error";
import { SpedUpClock } from "../../../rehearsal/clock";
import { createAlarms } from "../../../rehearsal/cloudwatch/alarms";
import { MetricStore } from "../../../rehearsal/cloudwatch/metric-store";
import { readSystem, type System } from "../../../rehearsal/stack";
import type { Settings } from "../../helpers/synth";
import { CONFIGS, everyStack } from "../../helpers/systems";
import type { Attributes } from "../../helpers/template";
import { FILE, read } from "./read";

const ACCOUNT = "123456789012";
const GITHUB: Settings = { source: { provider: "github", repository: "acme/shop", branch: "release" } };

describe.each(Object.entries(CONFIGS))("a stack with %s", (_, settings) => {
  const system = read(settings);

  test("can be read whole, with no expression left", () => {
    expect(JSON.stringify(system)).not.toMatch(/\$\{[^}]*aws_/);
    expect(JSON.stringify(system)).not.toContain("undefined");
  });

  test("has alarms that can be evaluated, and a deployment that watches them all", () => {
    const alarms = createAlarms({
      alarms: system.alarms,
      metrics: new MetricStore(),
      clock: new SpedUpClock(1),
    });
    alarms.close();
    const names = alarms.states.map(({ name }) => name);
    expect(names).toHaveLength(6);
    expect(system.deployment.alarms).toEqual(expect.arrayContaining(names));
    for (const { queries } of system.alarms) {
      const dimensions = queries.flatMap(({ metric }) => (metric ? [metric.dimensions] : []));
      const suffixes = system.targetGroups.map(({ arnSuffix }) => arnSuffix);
      for (const { LoadBalancer, TargetGroup } of dimensions) {
        expect(LoadBalancer).toBe(system.loadBalancer.arnSuffix);
        expect(suffixes).toContain(TargetGroup);
      }
    }
  });

  test("has build projects, and target groups, for all that its pipeline and its service name", () => {
    const actions = system.pipeline.stages.flatMap((stage) => stage.actions);
    const wanted = actions.flatMap(({ configuration }) => configuration.ProjectName ?? []);
    expect(system.buildProjects.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted));
    expect(system.targetGroups.map(({ name }) => name)).toEqual(["shop-blue", "shop-green"]);
    expect(system.service.targetGroup).toBe("shop-blue");
  });
});

describe("a system", () => {
  const system = read();

  test("can be told by the names and ARNs that AWS would give", () => {
    const id = /^[0-9a-f]{16}$/;
    const [blue] = system.targetGroups;
    expect(blue?.arnSuffix.split("/").slice(0, 2)).toEqual(["targetgroup", "shop-blue"]);
    expect(blue?.arnSuffix.split("/")[2]).toMatch(id);
    expect(blue?.arn).toBe(`arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT}:${blue?.arnSuffix}`);
    expect(system.loadBalancer.dnsName).toMatch(/^shop-\d+\.us-east-1\.elb\.amazonaws\.com$/);
    expect(system.imageRepositories).toEqual([
      { uri: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/shop`, immutable: true },
    ]);
    expect(read()).toEqual(system);
  });

  test("can be told by its service, as the first apply leaves it", () => {
    expect(system.service).toMatchObject({
      name: "shop",
      cluster: "shop",
      desiredCount: 2,
      graceSeconds: 60,
      containerName: "app",
      containerPort: 8080,
      family: "shop-placeholder",
    });
    expect(system.service.containerDefinitions).toMatchObject([
      { name: "app", portMappings: [{ containerPort: 8080 }] },
    ]);
  });

  test("can be told by its hook: where it lies, and the route that it checks", () => {
    const hook = system.functions.find(({ name }) => name === "shop-validate-green");
    expect(hook).toMatchObject({ handler: "index.handler", memorySize: 256, timeout: 300 });
    expect(hook?.zip).toMatch(
      new RegExp(`^${join("cdktf.out/stacks/ecs-blue-green", "assets/.*/validate-green.zip")}$`),
    );
    expect(hook?.environment.TEST_URL).toBe(`http://${system.loadBalancer.dnsName}:8080`);
    expect(JSON.parse(hook?.environment.CHECKS ?? "")).toMatchObject([{ path: "/" }]);
  });

  test("can be told by its parameters, which a build reads", () => {
    const template = JSON.parse(valueNamed(system, "/shop/task-definition"));
    expect(template).toMatchObject({
      family: "shop",
      executionRoleArn: `arn:aws:iam::${ACCOUNT}:role/shop-task-execution`,
      containerDefinitions: [{ name: "app", image: "<IMAGE1_NAME>" }],
    });
    const { AwsvpcConfiguration } = JSON.parse(valueNamed(system, "/shop/network-configuration"));
    expect(AwsvpcConfiguration.Subnets).toEqual([
      expect.stringMatching(/^subnet-0[0-9a-f]{16}$/),
      expect.stringMatching(/^subnet-0[0-9a-f]{16}$/),
    ]);
    expect(new Set(AwsvpcConfiguration.Subnets).size).toBe(2);
  });

  test("keeps what only looks like an expression", () => {
    const environment = { PRICE: "${amount} $ 5", RATE: "%{rate}" };
    const changed = read({ app: { environment } });
    const { containerDefinitions } = JSON.parse(valueNamed(changed, "/shop/task-definition"));
    expect(containerDefinitions[0].environment).toEqual(
      Object.entries(environment).map(([name, value]) => ({ name, value })),
    );
  });
});

test.each<[Settings, Attributes]>([
  [{ region: "eu-central-1" }, { region: "eu-central-1" }],
  [{}, { tags: { System: "shop", Stack: "ecs-blue-green" } }],
  [
    {},
    {
      firstDefinition: {
        ...{ family: "shop-placeholder", revision: 1, cpu: "256", networkMode: "awsvpc" },
        tags: expect.arrayContaining([{ key: "System", value: "shop" }]),
      },
    },
  ],
  [
    {},
    {
      service: {
        placement: {
          subnets: [expect.stringMatching(/^subnet-/), expect.stringMatching(/^subnet-/)],
          assignsPublicIp: false,
          capacityProviders: [{ capacityProvider: "FARGATE", weight: 100, base: 1 }],
        },
      },
    },
  ],
  [CONFIGS.https ?? {}, { listeners: { production: { port: 443 }, test: { port: 8080 } } }],
  [{ loadBalancer: { testPort: 9000 } }, { listeners: { production: { port: 80 }, test: { port: 9000 } } }],
  [
    { loadBalancer: { stickinessSeconds: 600 } },
    { targetGroups: [{ stickiness: { enabled: true, cookieDuration: 600 } }, {}] },
  ],
  [{}, { targetGroups: [{ stickiness: { enabled: false } }, { deregistrationDelaySeconds: 30 }] }],
  [{ app: { desiredCount: 3 } }, { service: { desiredCount: 3 } }],
  [{ deployment: { terminationWaitMinutes: 30 } }, { deployment: { terminationWaitMinutes: 30 } }],
  [
    { deployment: { approvalWaitMinutes: 45 } },
    { deployment: { ready: { waitMinutes: 45, onTimeout: "STOP_DEPLOYMENT" } } },
  ],
  [{}, { deployment: { ready: undefined } }],
  [
    { deployment: { rollbackEvents: ["DEPLOYMENT_FAILURE"] } },
    { deployment: { rollbackOn: { failure: true, alarm: false, request: false } } },
  ],
  [
    { deployment: { rollbackEvents: [] } },
    { deployment: { rollbackOn: { failure: false, alarm: false, request: false } } },
  ],
  [
    { engine: "native", deployment: { rollbackEvents: ["DEPLOYMENT_STOP_ON_ALARM"] } },
    { deployment: { rollbackOn: { failure: false, alarm: true, request: true } } },
  ],
  [
    { engine: "native" },
    {
      deployment: {
        application: "shop",
        group: "shop",
        lifecycleHooks: [{ function: "shop-validate-green", stages: ["POST_TEST_TRAFFIC_SHIFT"] }],
      },
      listeners: { production: { port: 80 }, test: { port: 8080 } },
    },
  ],
  [{}, { pipeline: { executionMode: "SUPERSEDED" } }],
  [
    { pipeline: { approval: true } },
    { pipeline: { stages: [{}, {}, { name: "Approve", actions: [{ provider: "Manual" }] }, {}] } },
  ],
  [
    GITHUB,
    {
      pipeline: {
        repository: { name: "acme/shop", branch: "release" },
        triggers: [{ git_configuration: { source_action_name: "Source" } }],
      },
    },
  ],
])("with %j a system is read as %j", (settings, expected) => {
  expect(read(settings)).toMatchObject(expected);
});

test("tags of the service itself go before those that the provider gives", () => {
  const { tags } = read({}, ({ aws_ecs_service }) => {
    for (const service of Object.values<Attributes>(aws_ecs_service)) service.tags = { System: "own" };
  });
  expect(tags).toMatchObject({ System: "own", Stack: "ecs-blue-green" });
});

describe.each(["codedeploy", "native"] as const)("the shift of a stack with the %s engine", (engine) => {
  test.each([
    ["ECSAllAtOnce", { type: "all-at-once" }],
    ["ECSLinear10PercentEvery1Minutes", { type: "linear", percent: 10, minutes: 1 }],
    ["ECSLinear10PercentEvery3Minutes", { type: "linear", percent: 10, minutes: 3 }],
    ["ECSCanary10Percent5Minutes", { type: "canary", percent: 10, minutes: 5 }],
    ["ECSCanary10Percent15Minutes", { type: "canary", percent: 10, minutes: 15 }],
    [
      { type: "linear", percent: 15, minutes: 2 },
      { type: "linear", percent: 15, minutes: 2 },
    ],
    [
      { type: "canary", percent: 5, minutes: 30 },
      { type: "canary", percent: 5, minutes: 30 },
    ],
  ] as const)("can be %j", (configuration, shift) => {
    expect(read({ engine, deployment: { configuration } }).deployment).toMatchObject({ engine, shift });
  });
});

describe("a stack that a rehearsal cannot play", () => {
  const remove = (type: string) => (resource: Attributes) => {
    delete resource[type];
  };
  const inEach = (type: string, change: (block: Attributes) => void) => (resource: Attributes) => {
    for (const block of Object.values<Attributes>(resource[type])) change(block);
  };

  test("is one that releases nothing", () => {
    const stacks = everyStack({ state: { backend: "s3", bucket: "acme-terraform-state" } });
    const json = JSON.parse(stacks["state-backend"]?.text ?? "");
    const reading = () => readSystem("state-backend", "out/state-backend/cdk.tf.json", json);
    expect(reading).toThrow(UserError);
    expect(reading).toThrow("out/state-backend/cdk.tf.json has no aws_ecs_service");
  });

  test.each<[string, string, (resource: Attributes) => void]>([
    ["no load balancer", `${FILE} has no aws_lb, allowed: one`, remove("aws_lb")],
    ["no pipeline", `${FILE} has no aws_codepipeline, allowed: one`, remove("aws_codepipeline")],
    [
      "two pipelines",
      `${FILE} has 2 aws_codepipeline, allowed: one`,
      (resource) => {
        const [pipeline] = Object.values<Attributes>(resource.aws_codepipeline);
        resource.aws_codepipeline.other = { ...pipeline, name: "other" };
      },
    ],
    [
      "a network load balancer",
      "is a network load balancer, allowed: application",
      inEach("aws_lb", (balancer) => {
        balancer.load_balancer_type = "network";
      }),
    ],
    [
      "neither engine",
      "has no blue/green deployment: neither an aws_codedeploy_deployment_group, nor an aws_ecs_service",
      remove("aws_codedeploy_deployment_group"),
    ],
    [
      "a service that the deployment group does not find",
      `${FILE} has no aws_ecs_service whose name is elsewhere`,
      inEach("aws_codedeploy_deployment_group", (group) => {
        group.ecs_service = { cluster_name: "shop", service_name: "elsewhere" };
      }),
    ],
    [
      "a shift that nobody knows",
      "shifts by CodeDeployDefault.OneAtATime, which is neither CodeDeploy's for ECS nor in this stack",
      inEach("aws_codedeploy_deployment_group", (group) => {
        group.deployment_config_name = "CodeDeployDefault.OneAtATime";
      }),
    ],
    [
      "a source of another provider",
      "begins with no source that a rehearsal knows, allowed: CodeCommit, CodeStarSourceConnection",
      inEach("aws_codepipeline", ({ stage: [{ action }] }) => {
        action[0].provider = "S3";
      }),
    ],
    [
      "containers that are no JSON",
      "aws_ecs_task_definition.app_infra_placeholder: container_definitions is no JSON",
      inEach("aws_ecs_task_definition", (definition) => {
        definition.container_definitions = "[{";
      }),
    ],
    [
      "a build project without a name",
      "aws_codebuild_project.pipeline_build has no name, which a rehearsal needs",
      (resource) => {
        resource.aws_codepipeline.pipeline_pipeline.stage[1].action[0].configuration = {};
        delete resource.aws_codebuild_project.pipeline_build.name;
      },
    ],
  ])("is one with %s", (_, message, change) => {
    expect(() => read({}, change)).toThrow(UserError);
    expect(() => read({}, change)).toThrow(message);
  });
});

function valueNamed({ parameters }: Pick<System, "parameters">, name: string): string {
  return parameters.find((parameter) => parameter.name === name)?.value ?? "";
}
