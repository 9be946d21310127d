import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../package-root";
import { systemOf } from "../helpers/systems";
import type { Attributes, Template } from "../helpers/template";

const rolling = (settings: Parameters<typeof systemOf>[1] = {}) => systemOf("ec2-rolling", settings);
const bare = rolling();
const SCRIPTS = join(packageRoot(__dirname), "app-sample/ec2-rolling/scripts");
const GROUP = "aws_autoscaling_group.group";
const DEPLOYS = "aws_codedeploy_deployment_group.pipeline_deployment_group";

test("can stand beside the other systems: no name is that of another's", () => {
  const names = (template: Template) =>
    Object.values(template.blocks).flatMap(({ name }) =>
      typeof name === "string" && !name.includes("${") ? [name] : [],
    );
  const others = names(systemOf("ecs-blue-green"));
  // What the two share is how things within a name of their own are called.
  expect(new Set(names(bare).filter((name) => others.includes(name)))).toEqual(new Set(["job"]));
});

describe("the instances", () => {
  test("are three, over all zones, healthy before the first apply ends", () => {
    expect(bare.at(GROUP)).toMatchObject({
      name: "shop-roll",
      min_size: 3,
      max_size: 6,
      desired_capacity: 3,
      min_elb_capacity: 3,
      health_check_type: "ELB",
      health_check_grace_period: 300,
      vpc_zone_identifier: [
        "${aws_subnet.networking_subnets_private_1.id}",
        "${aws_subnet.networking_subnets_private_2.id}",
      ],
      target_group_arns: ["${aws_lb_target_group.entry_target_group.arn}"],
      depends_on: ["aws_lb_listener.entry_production"],
    });
  });

  test("bear the tags of the stack, their name and that of their fleet", () => {
    const tags = { System: "shop", Stack: "ec2-rolling", ManagedBy: "terraform", Team: "web" };
    const expected = { Name: "shop-roll", ...tags, "bluegreen:fleet": "shop-roll" };
    const tagged = rolling({ tags: { Team: "web" } });
    const group = tagged.at(GROUP).tag;
    expect(Object.fromEntries(group.map(({ key, value }: Attributes) => [key, value]))).toEqual(expected);
    expect(group.every((tag: Attributes) => tag.propagate_at_launch)).toBe(true);
    const [instance, volume] = tagged.only("aws_launch_template").tag_specifications;
    expect([instance, volume]).toEqual([
      { resource_type: "instance", tags: expected },
      { resource_type: "volume", tags: expected },
    ]);
  });

  test("in public subnets have addresses of their own to reach AWS from", () => {
    const open = rolling({ network: { nat: "none" } });
    expect(open.only("aws_launch_template").network_interfaces[0].associate_public_ip_address).toBe("true");
    expect(bare.only("aws_launch_template").network_interfaces[0].associate_public_ip_address).toBe("false");
  });
});

test("what a release moves, Terraform leaves alone: all of it, and nothing else", () => {
  const ignored = Object.entries(bare.blocks).flatMap(([address, { lifecycle }]) =>
    lifecycle?.ignore_changes ? [[address, lifecycle.ignore_changes]] : [],
  );
  expect(Object.fromEntries(ignored)).toEqual({
    // Auto scaling moves the one; instances in standby move both.
    [GROUP]: ["desired_capacity", "suspended_processes"],
    // A newer sample is no reason to fill the repository again.
    "aws_lambda_invocation.pipeline_seed_invocation": ["input"],
  });
});

describe("a release", () => {
  test("goes through source, build and deploy, by CodeDeploy in place", () => {
    const { stage } = bare.only("aws_codepipeline");
    expect(stage.map(({ name }: Attributes) => name)).toEqual(["Source", "Build", "Deploy"]);
    expect(stage[2].action[0]).toMatchObject({
      provider: "CodeDeploy",
      input_artifacts: ["Build"],
      configuration: {
        ApplicationName: "${aws_codedeploy_app.pipeline_deployment_application.name}",
        DeploymentGroupName: `\${${DEPLOYS}.deployment_group_name}`,
      },
    });
  });

  test("changes one instance at a time, and leaves the load balancer to the scripts", () => {
    expect(bare.at(DEPLOYS)).toMatchObject({
      deployment_group_name: "shop-roll",
      deployment_config_name: "CodeDeployDefault.OneAtATime",
      deployment_style: { deployment_type: "IN_PLACE", deployment_option: "WITHOUT_TRAFFIC_CONTROL" },
      autoscaling_groups: [`\${${GROUP}.name}`],
      outdated_instances_strategy: "UPDATE",
    });
    expect(bare.at(DEPLOYS)).not.toHaveProperty("load_balancer_info");
  });

  test("starts by a push, and by what scripts on instances read", () => {
    const pattern = (name: string) =>
      JSON.parse(bare.at(`aws_cloudwatch_event_rule.pipeline_triggers_on_${name}`).event_pattern);
    expect(pattern("push").detail.referenceName).toEqual(["main"]);
    expect(pattern("settings").detail).toEqual({
      name: ["${aws_ssm_parameter.fleet_settings.name}"],
      operation: ["Update"],
    });
  });

  test("tells scripts what they have to know, without a secret", () => {
    expect(bare.at("aws_ssm_parameter.fleet_settings")).toMatchObject({
      name: "/shop-roll/instance",
      type: "String",
      value:
        "APP_PORT=80\nHEALTH_PATH=/\nTRAFFIC_CONTROL=standby\nHOOK_TIMEOUT_SECONDS=400\nDRAIN_SECONDS=300\n",
    });
  });

  test("tells the build who it works for", () => {
    const { environment } = bare.only("aws_codebuild_project");
    const variables = environment.environment_variable.map(({ name, value }: Attributes) => [name, value]);
    expect(Object.fromEntries(variables)).toEqual({
      SYSTEM: "shop-roll",
      PIPELINE: "shop-roll",
      TRAFFIC_CONTROL: "standby",
      HOOK_TIMEOUT_SECONDS: "400",
    });
  });

  test("is stopped by three alarms on the one target group", () => {
    const alarms = Object.values(bare.resources("aws_cloudwatch_metric_alarm"));
    expect(alarms.map(({ alarm_name }) => alarm_name).sort()).toEqual([
      "shop-roll-errors",
      "shop-roll-latency",
      "shop-roll-unhealthy",
    ]);
    expect(bare.at(DEPLOYS).alarm_configuration.alarms).toHaveLength(3);
  });
});

describe("notifications", () => {
  const told = rolling({ pipeline: { notificationEmails: ["ops@example.com"] } });

  test("tell which instances come and go, and which do not", () => {
    expect(told.only("aws_autoscaling_notification")).toEqual({
      group_names: [`\${${GROUP}.name}`],
      notifications: [
        "autoscaling:EC2_INSTANCE_LAUNCH",
        "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
        "autoscaling:EC2_INSTANCE_TERMINATE",
        "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
      ],
      topic_arn: "${aws_sns_topic.pipeline_notifications_topic.arn}",
    });
    expect(bare.count("aws_autoscaling_notification")).toBe(0);
  });

  test("are encrypted by a key that Auto Scaling may use, by its role of the account alone", () => {
    const { Statement } = JSON.parse(told.at("aws_kms_key.security_pipeline_key").policy);
    expect(Statement.find(({ Sid }: Attributes) => Sid === "autoscaling")).toEqual({
      Sid: "autoscaling",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: ["*"],
      Condition: {
        ArnEquals: {
          "aws:PrincipalArn":
            "arn:${data.aws_partition.account_partition.partition}:iam::${data.aws_caller_identity.account_current.account_id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
        },
      },
    });
  });
});

test("outputs tell a person where everything is", () => {
  const values = Object.entries(bare.outputs).map(([name, { value }]) => [name, value]);
  expect(Object.fromEntries(values)).toEqual({
    url: "http://${aws_lb.entry_load_balancer.dns_name}",
    repository_clone_url: "${aws_codecommit_repository.pipeline_source_repository.clone_url_http}",
    pipeline_console_url:
      "https://us-east-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/${aws_codepipeline.pipeline_pipeline.name}/view?region=us-east-1",
    codedeploy_application: "${aws_codedeploy_app.pipeline_deployment_application.name}",
    codedeploy_deployment_group: `\${${DEPLOYS}.deployment_group_name}`,
    auto_scaling_group: `\${${GROUP}.name}`,
  });
  for (const { description } of Object.values(bare.outputs)) expect(description).toMatch(/^[A-Z].{8,}/);
});

test("an apply leaves alone what the scripts of a release note on the group", () => {
  expect(bare.provider.ignore_tags).toEqual([
    { keys: ["bluegreen:min-size", "bluegreen:suspended"], key_prefixes: ["bluegreen:standby:"] },
  ]);
  expect(readFileSync(join(SCRIPTS, "auto_scaling.sh"), "utf8")).toMatch(
    /bluegreen:min-size[\s\S]*bluegreen:suspended[\s\S]*bluegreen:standby:/,
  );
});
