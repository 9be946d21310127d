import { existsSync } from "node:fs";
import { UserError } from "../../../config/user-error";
import { SpedUpClock } from "../../../rehearsal/clock";
import { createAlarms } from "../../../rehearsal/cloudwatch/alarms";
import { MetricStore } from "../../../rehearsal/cloudwatch/metric-store";
import { zonesIn } from "../../../rehearsal/stack/fleet";
import { CONFIGS } from "../../helpers/systems";
import type { Attributes } from "../../helpers/template";
import { readFleet } from "./read";

type FleetId = Parameters<typeof readFleet>[0];

const NETWORK = "rolling, network";

const FLEETS = Object.entries(CONFIGS)
  .filter(([name]) => name !== NETWORK)
  .flatMap(([name, settings]) =>
    (settings.systems ?? [])
      .filter((id) => !id.startsWith("ecs-"))
      .map((id) => [name, id as FleetId, settings] as const),
  );

/** The one resource of a type, in Terraform's JSON. */
function only(resource: Attributes, type: string): Attributes {
  const [found, ...others] = Object.values<Attributes>(resource[type] ?? {});
  if (!found || others.length > 0) throw new Error(`there is not one ${type}`);
  return found;
}

describe.each(FLEETS)("a stack with %s", (_, id, settings) => {
  const system = readFleet(id, settings);
  const actions = system.pipeline.stages.flatMap((stage) => stage.actions);

  test("can be read whole, with no expression left", () => {
    expect(JSON.stringify(system)).not.toMatch(/\$\{[^}]*aws_/);
    expect(JSON.stringify(system)).not.toContain("undefined");
  });

  test("has all that its pipeline names", () => {
    const named = (key: string) => actions.flatMap(({ configuration }) => configuration[key] ?? []);
    expect(system.buildProjects.map(({ name }) => name)).toEqual(
      expect.arrayContaining(named("ProjectName")),
    );
    expect(system.functions.map(({ name }) => name)).toEqual(expect.arrayContaining(named("FunctionName")));
    expect(named("ApplicationName")).toEqual([system.deployment.application]);
    expect(named("DeploymentGroupName")).toEqual([system.deployment.group]);
  });

  test("has instances to release to: groups of its own, or a function that makes one", () => {
    const templates = system.launchTemplates.map(({ id: template }) => template);
    expect(templates).toHaveLength(1);
    const making = system.invocations.filter(({ input }) => JSON.parse(input).only === undefined);
    expect(system.groups.length + making.length).toBe(1);
    for (const group of system.groups) {
      expect(templates).toContain(group.launchTemplateId);
      expect(group.targetGroups).toEqual([system.deployment.targetGroup]);
    }
    for (const { function: name, input } of making) {
      expect(system.functions.map((one) => one.name)).toContain(name);
      expect(templates).toContain(JSON.parse(input).launchTemplateId);
      expect(JSON.parse(input).targetGroupArns).toEqual(system.targetGroups.map(({ arn }) => arn));
    }
  });

  test("has alarms that can be evaluated, and a deployment that watches them all", () => {
    const alarms = createAlarms({
      alarms: system.alarms,
      metrics: new MetricStore(),
      clock: new SpedUpClock(1),
    });
    alarms.close();
    const names = alarms.states.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(system.deployment.alarms).toEqual(expect.arrayContaining(names));
  });
});

test("a network load balancer is refused: it cannot be played", () => {
  const network = () => readFleet("ec2-rolling", CONFIGS[NETWORK]);
  expect(network).toThrow(UserError);
  expect(network).toThrow(/is a network load balancer, allowed: application/);
});

describe("a launch template", () => {
  const template = (id: FleetId, change?: (template: Attributes) => void) =>
    readFleet(id, {}, (resource) => change?.(only(resource, "aws_launch_template"))).launchTemplates[0];

  test("says what is launched: image, type, role, tags and a script", () => {
    expect(template("golden-ami-blue-green")).toMatchObject({
      id: expect.stringMatching(/^lt-[0-9a-f]{17}$/),
      name: "shop-ami",
      imageId: "resolve:ssm:/shop-ami/golden-ami",
      instanceType: "t3.micro",
      role: "shop-ami-instance",
      tags: { Name: "shop-ami", "bluegreen:fleet": "shop-ami" },
      userData: expect.stringMatching(/^#!\/bin\/bash\n[\s\S]*'SYSTEM=shop-ami'/),
    });
  });

  test("may have its profile by name, and no script or tags", () => {
    const bare = template("ec2-rolling", (one) => {
      const [profile = ""] = /aws_iam_instance_profile\.\w+/.exec(JSON.stringify(one)) ?? [];
      one.iam_instance_profile = { name: `\${${profile}.name}` };
      delete one.user_data;
      delete one.tag_specifications;
    });
    expect(bare).toMatchObject({ role: "shop-roll-instance", tags: {} });
    expect(bare?.userData).toBeUndefined();
  });
});

describe("a group of Terraform's own", () => {
  const group = (change?: (group: Attributes) => void) =>
    readFleet("ec2-rolling", {}, (resource) => change?.(only(resource, "aws_autoscaling_group"))).groups[0];

  test("has its sizes, zones, health checks and tags", () => {
    expect(group()).toMatchObject({
      name: "shop-roll",
      minSize: 3,
      maxSize: 6,
      desiredCapacity: 3,
      targetGroups: ["shop-roll"],
      zones: ["us-east-1a", "us-east-1b"],
      healthCheckType: "ELB",
      healthCheckGraceSeconds: 300,
      tags: { Name: "shop-roll", "bluegreen:fleet": "shop-roll" },
    });
  });

  test("has Auto Scaling's defaults where the stack says nothing", () => {
    const bare = group((one) => {
      for (const key of ["desired_capacity", "max_size", "health_check_type", "health_check_grace_period"])
        delete one[key];
    });
    expect(bare).toMatchObject({
      desiredCapacity: 3,
      maxSize: 3,
      healthCheckType: "EC2",
      healthCheckGraceSeconds: 300,
    });
  });

  test("may have its launch template by name", () => {
    const named = group((one) => {
      one.launch_template = { name: "shop-roll" };
    });
    expect(named?.launchTemplateId).toBe(group()?.launchTemplateId);
  });
});

describe("the listener in production", () => {
  test("is the one that forwards to the instances, whichever others there are", () => {
    expect(readFleet("ec2-rolling").listeners).toEqual({ production: { port: 80 } });
    const { efs: _, ...settings } = CONFIGS["efs, everything on"] ?? {};
    expect(readFleet("ec2-efs-blue-green", settings).listeners).toEqual({ production: { port: 443 } });
  });

  test("must be there", () => {
    const without = () =>
      readFleet("ec2-rolling", {}, (resource) => {
        resource.aws_lb_listener = {};
      });
    expect(without).toThrow(UserError);
    expect(without).toThrow(/has no aws_lb_listener that forwards to aws_lb_target_group\./);
  });
});

test("subnets that stand outside the stack are taken to be in one zone after the other", () => {
  expect(
    zonesIn({ "subnet-1": "eu-central-1c" }, ["subnet-1", "subnet-2", "subnet-3"], "eu-central-1"),
  ).toEqual(["eu-central-1c", "eu-central-1b", "eu-central-1c"]);
});

describe("a deployment group", () => {
  const group = (id: FleetId, change?: (group: Attributes) => void) =>
    readFleet(id, {}, (resource) => change?.(only(resource, "aws_codedeploy_deployment_group"))).deployment;

  test("deploys in place, without a hand in traffic, one instance at a time", () => {
    expect(group("ec2-rolling")).toMatchObject({
      type: "IN_PLACE",
      trafficControl: false,
      minimumHealthy: { type: "ALL_BUT_ONE" },
      targetGroup: "shop-roll",
      updatesOutdated: true,
      rollbackOn: { failure: true, alarm: true, request: true },
    });
  });

  test.each(["ec2-efs-blue-green", "golden-ami-blue-green"] as const)(
    "of %s deploys to a copy, and keeps the original for five minutes",
    (id) => {
      expect(group(id)).toMatchObject({
        type: "BLUE_GREEN",
        trafficControl: true,
        minimumHealthy: { type: "ALL_BUT_ONE" },
        terminationWaitMinutes: 5,
      });
    },
  );

  test.each([
    ["CodeDeployDefault.AllAtOnce", { type: "HOST_COUNT", value: 0 }],
    ["CodeDeployDefault.HalfAtATime", { type: "FLEET_PERCENT", value: 50 }],
    [undefined, { type: "ALL_BUT_ONE" }],
  ])("by %s keeps as many healthy as that says", (configuration, expected) => {
    const changed = group("ec2-rolling", (one) => {
      one.deployment_config_name = configuration;
    });
    expect(changed.minimumHealthy).toEqual(expected);
  });

  test("keeps as many healthy as a configuration of the stack's own says", () => {
    const { deployment } = readFleet("ec2-rolling", CONFIGS["rolling, everything on"]);
    expect(deployment).toMatchObject({
      minimumHealthy: { type: "FLEET_PERCENT", value: 50 },
      trafficControl: true,
    });
  });

  test("by a configuration that nobody knows is refused", () => {
    const strange = () =>
      group("ec2-rolling", (one) => {
        one.deployment_config_name = "CodeDeployDefault.ECSAllAtOnce";
      });
    expect(strange).toThrow(UserError);
    expect(strange).toThrow(/deploys by CodeDeployDefault\.ECSAllAtOnce, which is neither/);
  });

  test("leaves outdated instances alone where it is told to", () => {
    const ignoring = group("ec2-rolling", (one) => {
      one.outdated_instances_strategy = "IGNORE";
    });
    expect(ignoring.updatesOutdated).toBe(false);
  });
});

describe("functions", () => {
  const { functions, functionRules, invocations } = readFleet("ec2-efs-blue-green");

  test("are read with their zips, limits and settings", () => {
    const flip = functions.find(({ name }) => name === "shop-efs-flip-color");
    expect(flip).toMatchObject({
      arn: "arn:aws:lambda:us-east-1:123456789012:function:shop-efs-flip-color",
      handler: "index.handler",
      environment: {
        APPLICATION: "shop-efs",
        DEPLOYMENT_GROUP: "shop-efs",
        COLOR_PARAMETER: "/shop-efs/color",
        REVISIONS_PARAMETER: "/shop-efs/revisions",
      },
    });
    expect(flip?.timeout).toBeGreaterThan(3);
    expect(flip?.zip).toMatch(/^cdktf\.out\/stacks\/ec2-efs-blue-green\/assets\/.*\.zip$/);
    // Nothing is looked at where it is only read.
    expect(existsSync(flip?.zip ?? "")).toBe(false);
  });

  test("are told of deployments by the rules of the stack, and those of the pipeline are not theirs", () => {
    expect(functionRules.map(({ function: name }) => name).sort()).toEqual([
      "shop-efs-fleet-keeper",
      "shop-efs-flip-color",
    ]);
    for (const { pattern } of functionRules) {
      expect(JSON.parse(pattern).detail.state).toEqual(["SUCCESS", "FAILURE", "STOP"]);
    }
  });

  test("are invoked as the stack is made, but for what Terraform invokes once alone", () => {
    expect(invocations.map(({ function: name }) => name)).toEqual([
      "shop-efs-fleet-keeper",
      "shop-efs-fleet-keeper",
    ]);
    const changed = readFleet("ec2-efs-blue-green", {}, (resource) => {
      for (const one of Object.values<Attributes>(resource.aws_lambda_invocation)) delete one.lifecycle_scope;
    });
    expect(changed.invocations).toEqual([]);
  });
});

test("parameters have their types, and an image is told apart from a text", () => {
  const { parameters } = readFleet("golden-ami-blue-green");
  expect(parameters).toMatchObject([
    {
      name: "/shop-ami/instance",
      type: "String",
      dataType: "text",
      value: expect.stringContaining("APP_PORT=80\n"),
    },
    { name: "/shop-ami/golden-ami", type: "String", dataType: "aws:ec2:image" },
  ]);
  const [bare] = readFleet("golden-ami-blue-green", {}, (resource) => {
    for (const one of Object.values<Attributes>(resource.aws_ssm_parameter)) {
      delete one.type;
      delete one.value;
      one.tier = "Advanced";
    }
  }).parameters;
  expect(bare).toMatchObject({ type: "String", value: "", tier: "Advanced" });
});

test("documents, file systems and zones are those of the stack", () => {
  const golden = readFleet("golden-ami-blue-green");
  expect(golden.documents).toMatchObject([{ name: "shop-ami-golden-ami", type: "Automation" }]);
  expect(JSON.parse(golden.documents[0]?.content ?? "").mainSteps.length).toBeGreaterThan(5);
  const { buildProjects, fileSystems, zones } = readFleet("ec2-efs-blue-green");
  expect(fileSystems).toHaveLength(1);
  expect(buildProjects[0]?.fileSystems).toEqual([
    { identifier: "efs", location: expect.stringContaining(fileSystems[0] ?? "none"), mountPoint: "/efs" },
  ]);
  expect(new Set(Object.values(zones))).toEqual(new Set(["us-east-1a", "us-east-1b"]));
});
