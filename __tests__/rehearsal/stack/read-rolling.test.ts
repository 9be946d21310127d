import { UserError } from "../../../config/user-error";
import { Resources } from "../../../rehearsal/stack/resources";
import { readServiceSystem } from "../../../rehearsal/stack/service";
import type { Settings } from "../../helpers/synth";
import { systemOf } from "../../helpers/systems";
import type { Attributes } from "../../helpers/template";

const FILE = "cdktf.out/stacks/ecs-rolling/cdk.tf.json";
const FARGATE: Settings = { ecsRolling: { capacity: "fargate" } };

type Change = (resource: Attributes) => void;

/** The service of the stack as a rehearsal reads it, with what a test changes in its Terraform JSON. */
function read(settings: Settings = {}, change: Change = () => {}) {
  const json = JSON.parse(systemOf("ecs-rolling", settings).text);
  change(json.resource);
  return readServiceSystem(new Resources(json, FILE));
}

function rolling(settings?: Settings, change?: Change) {
  const { deployment } = read(settings, change);
  if (deployment.engine !== "rolling") throw new Error(`the engine is ${deployment.engine}`);
  return deployment;
}

const inEach = (type: string, change: (block: Attributes) => void) => (resource: Attributes) => {
  for (const block of Object.values<Attributes>(resource[type])) change(block);
};
const inService = (change: (service: Attributes) => void) => inEach("aws_ecs_service", change);

describe("a service that ECS updates task by task", () => {
  test("can be told whole, with one target group and one listener", () => {
    const system = read();
    expect(system.targetGroups.map(({ name }) => name)).toEqual(["shop-ecs"]);
    expect(system.listeners).toEqual({ production: { port: 80 } });
    expect(system.service).toMatchObject({
      family: "shop-ecs",
      targetGroup: "shop-ecs",
      containerPort: 8080,
    });
    expect(system.deployment).toMatchObject({
      engine: "rolling",
      application: "shop-ecs",
      group: "shop-ecs",
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      breaksCircuit: true,
      rollbackOn: { failure: true, alarm: true, request: true },
    });
    expect(JSON.stringify(system)).not.toMatch(/\$\{[^}]*aws_|undefined/);
  });

  test("begins with the placeholder, though the newest revision is what a release is made of", () => {
    const { placeholder, taskDefinitions } = rolling();
    expect(placeholder).toBe("arn:aws:ecs:us-east-1:123456789012:task-definition/shop-ecs:1");
    expect(taskDefinitions).toMatchObject([
      { revision: 1, containerDefinitions: [{ image: "public.ecr.aws/nginx/nginx:stable-alpine" }] },
      {
        revision: 2,
        cpu: "256",
        memory: "512",
        executionRoleArn: "arn:aws:iam::123456789012:role/shop-ecs-task-execution",
        containerDefinitions: [{ image: expect.stringMatching(/\/shop-ecs:unreleased$/) }],
        volumes: [{ name: "tmp" }],
      },
    ]);
  });

  test("keeps the order of its revisions where nothing depends on another", () => {
    const { placeholder } = rolling({}, (resource) => {
      for (const definition of Object.values<Attributes>(resource.aws_ecs_task_definition))
        delete definition.depends_on;
      const { app_infra_task: task, app_infra_task_placeholder: first } = resource.aws_ecs_task_definition;
      resource.aws_ecs_task_definition = { app_infra_task_placeholder: first, app_infra_task: task };
    });
    expect(placeholder).toMatch(/:1$/);
  });

  test("bakes as long as the slowest of its alarms looks back", () => {
    const { alarms, bakeMinutes } = rolling({}, (resource) => {
      const [first] = Object.values<Attributes>(resource.aws_cloudwatch_metric_alarm);
      if (first) first.evaluation_periods = 7;
    });
    expect(alarms).toEqual(["shop-ecs-errors", "shop-ecs-unhealthy", "shop-ecs-latency"]);
    expect(bakeMinutes).toBe(7);
    const unwatched = rolling(
      {},
      inService((service) => {
        service.alarms.enable = false;
      }),
    );
    expect(unwatched).toMatchObject({ alarms: [], bakeMinutes: 0 });
  });

  test("is on container instances, whose group ECS itself sizes", () => {
    const settings = {
      instances: { instanceType: "m6i.large", minSize: 3, maxSize: 9, targetCapacityPercent: 80 },
    };
    expect(rolling({ ecsRolling: settings }).capacity).toEqual({
      group: "shop-ecs",
      instanceType: "m6i.large",
      minSize: 3,
      maxSize: 9,
      desiredCapacity: 3,
      scaling: { targetCapacity: 80, minimumStep: 1, maximumStep: expect.any(Number) },
    });
  });

  test("is on Fargate where its strategy says so, or its launch type", () => {
    expect(rolling(FARGATE).capacity).toBeUndefined();
    const launched = inService((service) => {
      delete service.capacity_provider_strategy;
      service.launch_type = "FARGATE";
    });
    expect(rolling(FARGATE, launched).capacity).toBeUndefined();
  });

  test("has a group of a fixed size where no capacity provider sizes it", () => {
    const unsized = inEach("aws_ecs_capacity_provider", ({ auto_scaling_group_provider: group }) => {
      group.managed_scaling.status = "DISABLED";
    });
    expect(rolling({}, unsized).capacity).toMatchObject({ minSize: 2, scaling: undefined });
    const withoutStrategy = inService((service) => {
      delete service.capacity_provider_strategy;
    });
    expect(rolling({}, withoutStrategy).capacity).toMatchObject({ group: "shop-ecs" });
  });

  test("has the percentages of AWS where it sets none", () => {
    const { minimumHealthyPercent, maximumPercent } = rolling(
      {},
      inService((service) => {
        delete service.deployment_minimum_healthy_percent;
        delete service.deployment_maximum_percent;
      }),
    );
    expect([minimumHealthyPercent, maximumPercent]).toEqual([100, 200]);
  });
});

test.each<[string, string, Change]>([
  [
    "nobody reaches",
    "has no load_balancer, allowed: one",
    inService((service) => {
      delete service.load_balancer;
    }),
  ],
  [
    "two target groups serve",
    "has 2 load_balancer, allowed: one",
    inService((service) => {
      service.load_balancer = [...service.load_balancer, ...service.load_balancer];
    }),
  ],
  [
    "two capacity providers place",
    "places tasks by the capacity providers ec2-shop-ecs, other, allowed: one with container instances",
    inService((service) => {
      service.capacity_provider_strategy.push({ capacity_provider: "other" });
    }),
  ],
  [
    "a capacity provider of another stack places",
    `${FILE} has no aws_ecs_capacity_provider whose name is other`,
    inService((service) => {
      service.capacity_provider_strategy = [{ capacity_provider: "other" }];
    }),
  ],
  [
    "no listener sends users to",
    "has no aws_lb_listener that forwards to aws_lb_target_group.entry_target_group",
    inEach("aws_lb_listener", (listener) => {
      listener.default_action = [];
    }),
  ],
  [
    "runs on instances of no type",
    "has no instance_type, which a rehearsal needs",
    inEach("aws_launch_template", (template) => {
      delete template.instance_type;
    }),
  ],
])("a service that %s is refused in words", (_, message, change) => {
  expect(() => read({}, change)).toThrow(UserError);
  expect(() => read({}, change)).toThrow(message);
});

test("a service with a controller of another kind is no rolling one", () => {
  const other = inService((service) => {
    service.deployment_controller.type = "CODE_DEPLOY";
  });
  expect(() => read({}, other)).toThrow("has no blue/green deployment");
});
