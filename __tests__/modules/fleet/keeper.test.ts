import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformOutput } from "cdktf";
import { readFleet } from "../../../lambda/fleet-keeper/settings";
import { FleetKeeper, type FleetKeeperProps } from "../../../modules/fleet/keeper";
import { judge } from "../../../modules/policy/judge";
import type { SystemStack } from "../../../stacks/system-stack";
import { alone } from "../../helpers/synth";
import { surroundings } from "../surroundings";

const KEY = "arn:aws:kms:::key/1";
const arn = (service: string, resource: string) =>
  `arn:\${data.aws_partition.account_partition.partition}:${service}:us-east-1:` +
  `\${data.aws_caller_identity.account_current.account_id}:${resource}`;

function make(stack: SystemStack, props: Partial<FleetKeeperProps> = {}): FleetKeeper {
  const { security, network, account } = surroundings(stack);
  return new FleetKeeper(stack, "keeper", {
    name: "shop",
    account,
    role: security.roles.of("fleetKeeper"),
    keyArn: KEY,
    launchTemplateId: "lt-1",
    instanceRoleArn: "arn:aws:iam::1:role/shop-instance",
    subnetIds: network.privateSubnetIds,
    targetGroupArns: ["arn:tg"],
    sizes: { min: 1, desired: 2, max: 4 },
    healthCheckGraceSeconds: 300,
    tags: { project: "shop" },
    ...props,
  });
}

const keeper = (props: Partial<FleetKeeperProps> = {}) => alone((stack) => make(stack, props));

/** Actions of a service that the function's sources call. */
function actionsOf(client: string): string[] {
  const folder = join(__dirname, "../../../lambda/fleet-keeper");
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const imports = sources.flatMap((text) =>
    [...text.matchAll(new RegExp(`import \\{([^}]*)\\} from "@aws-sdk/client-${client}"`, "g"))].map(
      ([, names = ""]) => names,
    ),
  );
  return [...imports.join().matchAll(/paginate(\w+)|(\w+)Command\b/g)].map(
    ([, page, action]) => page ?? action ?? "",
  );
}

const statementFor = (template: ReturnType<typeof keeper>, action: string) =>
  template.permissions("fleet-keeper").filter(({ Action }) => Action.includes(action));

describe("the keeper", () => {
  test("is called for the whole life of the fleet, with all that the fleet should be", () => {
    const template = keeper();
    const { input, ...invocation } = template.at("aws_lambda_invocation.keeper_fleet");
    expect(invocation).toEqual({
      function_name: "${aws_lambda_function.keeper.function_name}",
      lifecycle_scope: "CRUD",
      depends_on: ["aws_lambda_invocation.keeper_removal"],
    });
    expect(JSON.parse(input)).toEqual({
      name: "shop",
      application: "shop",
      deploymentGroup: "shop",
      launchTemplateId: "lt-1",
      subnetIds: ["subnet-3", "subnet-4"],
      targetGroupArns: ["arn:tg"],
      sizes: { min: 1, desired: 2, max: 4 },
      healthCheckGraceSeconds: 300,
      tags: { project: "shop" },
    });
  });

  test("is called before that, so that a destroy removes what a first apply left that failed", () => {
    const { input, ...invocation } = keeper().at("aws_lambda_invocation.keeper_removal");
    expect(invocation).toEqual({
      function_name: "${aws_lambda_function.keeper.function_name}",
      lifecycle_scope: "CRUD",
    });
    expect(JSON.parse(input)).toEqual({ only: "removal", name: "shop" });
  });

  test("reads the same from its environment, so that an event or a person can call it too", () => {
    const template = keeper({ scaling: { highCpuPercent: 90, lowCpuPercent: 70, cooldownSeconds: 300 } });
    const { FLEET } = template.only("aws_lambda_function").environment.variables;
    expect(FLEET).toBe(template.at("aws_lambda_invocation.keeper_fleet").input);
    expect(readFleet({ FLEET })).toMatchObject({
      scaling: { highCpuPercent: 90, lowCpuPercent: 70, cooldownSeconds: 300 },
    });
  });

  test("has Lambda's longest, for instances leave only when their connections have", () => {
    expect(keeper().only("aws_lambda_function")).toMatchObject({
      function_name: "shop-fleet-keeper",
      timeout: 900,
      role: "${aws_iam_role.security_roles_fleet_keeper.arn}",
      depends_on: ["aws_iam_role_policy.security_roles_fleet_keeper_policy"],
    });
  });

  test("tells the deployment group the group to begin with", () => {
    const template = alone((stack) => {
      new TerraformOutput(stack, "group", { value: make(stack).groupName });
    });
    expect(template.outputs.group?.value).toBe(
      "${jsondecode(aws_lambda_invocation.keeper_fleet.result).group}",
    );
  });

  test("comes after what its instances need, and goes before it", () => {
    const template = keeper({ dependsOn: [{ fqn: "aws_lb_listener.production" }] });
    expect(template.at("aws_lambda_invocation.keeper_removal").depends_on).toEqual([
      "aws_lb_listener.production",
    ]);
    expect(template.at("aws_lambda_invocation.keeper_fleet").depends_on).toEqual([
      "aws_lb_listener.production",
      "aws_lambda_invocation.keeper_removal",
    ]);
  });

  test("hands tags over as they were written", () => {
    const template = keeper({ tags: { note: "${price} %{if}" } });
    expect(template.at("aws_lambda_invocation.keeper_fleet").input).toContain("$${price} %%{if}");
  });

  test("is called at the end of each deployment of its group, and of no other", () => {
    const template = keeper({ deploysBy: { application: "web", deploymentGroup: "blue" } });
    expect(JSON.parse(template.only("aws_cloudwatch_event_rule").event_pattern)).toEqual({
      source: ["aws.codedeploy"],
      "detail-type": ["CodeDeploy Deployment State-change Notification"],
      detail: { application: ["web"], deploymentGroup: ["blue"], state: ["SUCCESS", "FAILURE", "STOP"] },
    });
    expect(template.only("aws_cloudwatch_event_target")).toEqual({
      rule: "${aws_cloudwatch_event_rule.keeper_on_deployment.name}",
      arn: "${aws_lambda_function.keeper.arn}",
      depends_on: ["aws_lambda_permission.keeper_events_may_call"],
    });
    expect(template.only("aws_lambda_permission")).toMatchObject({
      principal: "events.amazonaws.com",
      source_arn: "${aws_cloudwatch_event_rule.keeper_on_deployment.arn}",
    });
  });
});

describe("the keeper's role", () => {
  test("may change and delete only groups that bear the fleet's tag", () => {
    for (const action of [
      "UpdateAutoScalingGroup",
      "DeleteAutoScalingGroup",
      "PutScalingPolicy",
      "DeleteTags",
    ]) {
      expect(statementFor(keeper(), `autoscaling:${action}`)).toEqual([
        {
          Effect: "Allow",
          Action: expect.any(Array),
          Resource: [arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/*")],
          Condition: { StringEquals: { "aws:ResourceTag/bluegreen:fleet": "shop" } },
        },
      ]);
    }
  });

  test("may make only the first group, and only with the tag", () => {
    expect(statementFor(keeper(), "autoscaling:CreateAutoScalingGroup")).toEqual([
      {
        Effect: "Allow",
        Action: ["autoscaling:CreateAutoScalingGroup", "autoscaling:CreateOrUpdateTags"],
        Resource: [arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/shop-first")],
        Condition: { StringEquals: { "aws:RequestTag/bluegreen:fleet": "shop" } },
      },
    ]);
  });

  test("may put a tag on no group of somebody else's, which would make it the fleet's", () => {
    for (const { Resource, Condition } of statementFor(keeper(), "autoscaling:CreateOrUpdateTags")) {
      expect(Resource).not.toContain("*");
      expect(Condition).toBeDefined();
    }
  });

  test("may launch by the one launch template, with the instances' role alone", () => {
    expect(statementFor(keeper(), "ec2:RunInstances")[0]?.Condition).toEqual({
      ArnEquals: { "ec2:LaunchTemplate": arn("ec2", "launch-template/lt-1") },
    });
    expect(statementFor(keeper(), "iam:PassRole")[0]).toMatchObject({
      Resource: ["arn:aws:iam::1:role/shop-instance"],
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    });
    expect(statementFor(keeper(), "ec2:CreateTags")[0]?.Condition).toEqual({
      StringEquals: { "ec2:CreateAction": "RunInstances" },
    });
  });

  test("may read the parameter that names the image, where one does", () => {
    expect(statementFor(keeper(), "ssm:GetParameters")).toEqual([]);
    const [statement] = statementFor(keeper({ imageParameterArn: "arn:parameter" }), "ssm:GetParameters");
    expect(statement?.Resource).toEqual(["arn:parameter"]);
  });

  test("may all that the keeper does", () => {
    const may = new Set(
      keeper()
        .permissions("fleet-keeper")
        .flatMap(({ Action }) => Action),
    );
    const services = { "auto-scaling": "autoscaling", cloudwatch: "cloudwatch", codedeploy: "codedeploy" };
    for (const [client, prefix] of Object.entries(services)) {
      for (const action of actionsOf(client)) expect(may).toContain(`${prefix}:${action}`);
    }
  });

  test("is found in order by the rule pack", () => {
    const findings: unknown[] = [];
    alone((stack) => {
      make(stack);
      findings.push(...judge(stack).filter(({ resource }) => /keeper/.test(resource.address)));
    });
    expect(findings).toEqual([]);
  });
});
