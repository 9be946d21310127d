import type { BlueGreen, InPlace } from "../../../modules/pipeline";
import { ArtifactStore, InstanceDeployment } from "../../../modules/pipeline";
import { Account, EncryptionKey, Roles } from "../../../modules/security";
import { alone } from "../../helpers/synth";
import type { Attributes, Template } from "../../helpers/template";

const BLUE_GREEN = {
  type: "blue-green",
  configuration: "HalfAtATime",
  terminationWaitMinutes: 5,
  approvalWaitMinutes: 0,
  launchTemplateId: "lt-1",
  instanceRoleArn: "arn:aws:iam::123456789012:role/shop-efs-instance",
  imageParameterArn: "arn:aws:ssm:us-east-1:123456789012:parameter/shop-efs/golden-ami",
} as const satisfies BlueGreen;
const IN_PLACE = {
  type: "in-place",
  configuration: "OneAtATime",
  trafficControl: "standby",
} as const satisfies InPlace;

function deployment(way: InPlace | BlueGreen): Template {
  return alone((stack) => {
    const account = new Account(stack, "account", "us-east-1");
    const keyArn = new EncryptionKey(stack, "key", { name: "k", description: "Key", account }).arn;
    new InstanceDeployment(stack, "deployment", {
      name: "shop-efs",
      account,
      roles: new Roles(stack, "roles", {
        name: "shop-efs",
        account,
        jobs: ["deployInstances", "pipeline", "deployAction"],
      }),
      artifacts: new ArtifactStore(stack, "artifacts", { name: "shop-efs", account, keyArn }),
      targetGroup: { name: "shop-efs", arn: "arn:targets" },
      groups: ["shop-efs-first"],
      way,
      alarmNames: ["shop-efs-errors"],
      rollbackEvents: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
    });
  });
}

const group = (template: Template) => template.only("aws_codedeploy_deployment_group");
const statements = (template: Template, job: string): Attributes[] =>
  JSON.parse(template.at(`aws_iam_role_policy.roles_${job}_policy`).policy).Statement;

describe("a release to a copy of the group", () => {
  const template = deployment(BLUE_GREEN);

  test("moves users to the copy, and ends the original behind the wait", () => {
    expect(template.only("aws_codedeploy_app").compute_platform).toBe("Server");
    expect(group(template)).toMatchObject({
      deployment_config_name: "CodeDeployDefault.HalfAtATime",
      deployment_style: { deployment_type: "BLUE_GREEN", deployment_option: "WITH_TRAFFIC_CONTROL" },
      load_balancer_info: { target_group_info: [{ name: "shop-efs" }] },
      blue_green_deployment_config: {
        green_fleet_provisioning_option: { action: "COPY_AUTO_SCALING_GROUP" },
        deployment_ready_option: { action_on_timeout: "CONTINUE_DEPLOYMENT" },
        terminate_blue_instances_on_deployment_success: {
          action: "TERMINATE",
          termination_wait_time_in_minutes: 5,
        },
      },
      auto_rollback_configuration: {
        enabled: true,
        events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
      },
      alarm_configuration: { enabled: true, alarms: ["shop-efs-errors"] },
      outdated_instances_strategy: "UPDATE",
    });
  });

  test("leaves the group that Terraform began with behind, so Terraform looks at it no more", () => {
    expect(group(template)).toMatchObject({
      autoscaling_groups: ["shop-efs-first"],
      lifecycle: { ignore_changes: ["autoscaling_groups"] },
    });
  });

  test("can wait for a person, and stops where none comes", () => {
    const waiting = deployment({ ...BLUE_GREEN, approvalWaitMinutes: 60 });
    expect(group(waiting).blue_green_deployment_config.deployment_ready_option).toEqual({
      action_on_timeout: "STOP_DEPLOYMENT",
      wait_time_in_minutes: 60,
    });
  });

  test("changes groups of its fleet only: the first, and those that CodeDeploy names after it", () => {
    const changing = statements(template, "deploy").filter(({ Action }) =>
      Action.includes("autoscaling:DeleteAutoScalingGroup"),
    );
    expect(changing.flatMap(({ Resource }) => Resource)).toEqual([
      expect.stringMatching(/:autoScalingGroup:\*:autoScalingGroupName\/shop-efs-first$/),
      expect.stringMatching(/:autoScalingGroup:\*:autoScalingGroupName\/CodeDeploy_shop-efs_\*$/),
    ]);
  });

  test("ends instances of its fleet only, and launches them from its template with its role", () => {
    const of = (action: string) =>
      statements(template, "deploy").find(({ Action }) => Action.includes(action));
    expect(of("ec2:TerminateInstances")?.Condition).toEqual({
      StringEquals: { "aws:ResourceTag/bluegreen:fleet": "shop-efs" },
    });
    expect(JSON.stringify(of("ec2:RunInstances")?.Condition)).toContain("launch-template/lt-1");
    expect(of("iam:PassRole")).toMatchObject({
      Resource: [BLUE_GREEN.instanceRoleArn],
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    });
    expect(of("ssm:GetParameters")?.Resource).toEqual([BLUE_GREEN.imageParameterArn]);
  });
});

describe("a release in place", () => {
  test("leaves the load balancer to the revision's scripts, or does it itself", () => {
    expect(group(deployment(IN_PLACE))).not.toHaveProperty("load_balancer_info");
    expect(group(deployment({ ...IN_PLACE, trafficControl: "codedeploy" }))).toMatchObject({
      deployment_style: { deployment_type: "IN_PLACE", deployment_option: "WITH_TRAFFIC_CONTROL" },
      load_balancer_info: { target_group_info: [{ name: "shop-efs" }] },
    });
  });

  test("keeps its group, so a change of it is Terraform's", () => {
    expect(group(deployment(IN_PLACE))).not.toHaveProperty("lifecycle");
    const actions = statements(deployment(IN_PLACE), "deploy").flatMap(({ Action }) => Action);
    expect(
      actions.filter((action: string) =>
        /(Create|Delete|Update)AutoScalingGroup$|^ec2:(Run|Term)/.test(action),
      ),
    ).toEqual([]);
  });

  test.each([
    [{ minimumHealthyHosts: 0 }, "shop-efs-0-healthy-hosts", { type: "HOST_COUNT", value: 0 }],
    [{ minimumHealthyHosts: 2 }, "shop-efs-2-healthy-hosts", { type: "HOST_COUNT", value: 2 }],
    [{ minimumHealthyPercent: 75 }, "shop-efs-75-healthy-percent", { type: "FLEET_PERCENT", value: 75 }],
  ])("can say how many serve meanwhile: %j", (configuration, name, minimum) => {
    const template = deployment({ ...IN_PLACE, configuration });
    expect(template.only("aws_codedeploy_deployment_config")).toMatchObject({
      deployment_config_name: name,
      compute_platform: "Server",
      minimum_healthy_hosts: minimum,
      lifecycle: { create_before_destroy: true },
    });
  });
});
