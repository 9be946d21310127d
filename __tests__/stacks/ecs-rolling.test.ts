import { systemOf } from "../helpers/systems";
import type { Attributes } from "../helpers/template";

const rolling = (settings: Parameters<typeof systemOf>[1] = {}) => systemOf("ecs-rolling", settings);
const bare = rolling();
const fargate = rolling({ app: { spotPercent: 50 }, ecsRolling: { capacity: "fargate" } });
const SERVICE = "aws_ecs_service.app_infra_service";
const GROUP = "aws_autoscaling_group.ecs_instances_group";
const TEMPLATE = "aws_ecs_task_definition.app_infra_task";
const PLACEHOLDER = "aws_ecs_task_definition.app_infra_task_placeholder";
const container = (address: string, of = bare) => JSON.parse(of.at(address).container_definitions)[0];

describe("the service", () => {
  test("is ECS's own to roll out, and to bring back", () => {
    expect(bare.at(SERVICE)).toMatchObject({
      deployment_controller: { type: "ECS" },
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      deployment_circuit_breaker: { enable: true, rollback: true },
    });
    expect(bare.at(SERVICE)).not.toHaveProperty("deployment_configuration");
  });

  test("goes back on each of the target group's three alarms", () => {
    const names = Object.keys(bare.resources("aws_cloudwatch_metric_alarm"));
    expect(names.sort()).toEqual(["alarms_errors", "alarms_latency", "alarms_unhealthy"]);
    const { alarm_names, ...rest } = bare.at(SERVICE).alarms;
    expect(rest).toEqual({ enable: true, rollback: true });
    expect([...alarm_names].sort()).toEqual(
      names.map((name) => `\${aws_cloudwatch_metric_alarm.${name}.alarm_name}`),
    );
  });

  test("is left alone by Terraform in what a release moves, and in nothing else", () => {
    const ignored = Object.entries(bare.blocks).flatMap(([address, { lifecycle }]) =>
      lifecycle?.ignore_changes ? [[address, lifecycle.ignore_changes]] : [],
    );
    expect(Object.fromEntries(ignored)).toEqual({
      [SERVICE]: ["task_definition", "load_balancer", "desired_count"],
      [PLACEHOLDER]: "all",
    });
  });

  test("keeps its place when its capacity changes: the strategy needs no new service", () => {
    expect(fargate.at(SERVICE).force_new_deployment).toBe(true);
  });
});

describe("task definitions", () => {
  test("are of one family, the newest with the application's settings", () => {
    expect([bare.at(PLACEHOLDER).family, bare.at(TEMPLATE).family]).toEqual(["shop-ecs", "shop-ecs"]);
    expect(bare.at(TEMPLATE).depends_on).toContain(PLACEHOLDER);
    expect(bare.at(SERVICE).task_definition).toBe(`\${${PLACEHOLDER}.arn}`);
  });

  test("have an image that a release replaces, and no command of the placeholder's", () => {
    expect(container(TEMPLATE)).toMatchObject({
      name: "app",
      image: "${aws_ecr_repository.app_infra_repository.repository_url}:unreleased",
    });
    expect(container(TEMPLATE)).not.toHaveProperty("command");
    expect(container(PLACEHOLDER)).toHaveProperty("command");
  });

  test("mark the placeholder, so that no release begins with it", () => {
    expect(bare.at(PLACEHOLDER).tags).toEqual({ "bluegreen:placeholder": "true" });
    expect(bare.at(TEMPLATE)).not.toHaveProperty("tags");
    expect(bare.at(TEMPLATE).lifecycle.replace_triggered_by).toEqual([PLACEHOLDER]);
  });

  test("bring a changed setting by the next release alone", () => {
    const changed = rolling({ app: { environment: { MODE: "live" } } });
    expect(container(TEMPLATE, changed).environment).toEqual([{ name: "MODE", value: "live" }]);
    expect(changed.at(SERVICE)).toEqual(bare.at(SERVICE));
    expect(changed.at(PLACEHOLDER)).toEqual(bare.at(PLACEHOLDER));
  });

  test("stay registered, as the service may go back to one", () => {
    for (const address of [TEMPLATE, PLACEHOLDER]) expect(bare.at(address).skip_destroy).toBe(true);
  });

  test("can be pulled from a private registry", () => {
    const image = "registry.example.com/team/shop";
    const credentialsArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:registry-AbCdEf";
    const elsewhere = rolling({ ecsRolling: { registry: { image, credentialsArn } } });
    expect(container(TEMPLATE, elsewhere)).toMatchObject({
      image: `${image}:unreleased`,
      repositoryCredentials: { credentialsParameter: credentialsArn },
    });
    expect(elsewhere.count("aws_ecr_repository")).toBe(0);
  });
});

describe("instances", () => {
  test("boot the newest ECS-optimised image, and join the cluster", () => {
    const template = bare.only("aws_launch_template");
    expect(template).toMatchObject({
      image_id: "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
      metadata_options: { http_tokens: "required", http_put_response_hop_limit: 1 },
    });
    const script = Buffer.from(template.user_data, "base64").toString();
    expect(script.match(/^ECS_.*$/gm)).toEqual([
      "ECS_CLUSTER=shop-ecs",
      "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true",
      "ECS_DISABLE_PRIVILEGED=true",
    ]);
  });

  test("are as many as tasks need, and are emptied before they end, the old ones too", () => {
    expect(bare.only("aws_ecs_capacity_provider").auto_scaling_group_provider).toMatchObject({
      auto_scaling_group_arn: `\${${GROUP}.arn}`,
      managed_draining: "ENABLED",
      // What protects an instance from scaling in protects it from being renewed, too.
      managed_termination_protection: "DISABLED",
      managed_scaling: { status: "ENABLED", target_capacity: 100, minimum_scaling_step_size: 1 },
    });
    expect(bare.at(GROUP)).toMatchObject({
      min_size: 2,
      max_size: 4,
      instance_maintenance_policy: { min_healthy_percentage: 100, max_healthy_percentage: 150 },
      force_delete: true,
      max_instance_lifetime: 30 * 86_400,
    });
    const managed = bare.at(GROUP).tag.find(({ key }: Attributes) => key === "AmazonECSManaged");
    expect(managed).toEqual({ key: "AmazonECSManaged", value: "true", propagate_at_launch: true });
  });

  test("fill up within a zone, and tasks are held apart over zones", () => {
    expect(bare.at(SERVICE).ordered_placement_strategy).toEqual([
      { type: "spread", field: "attribute:ecs.availability-zone" },
      { type: "binpack", field: "memory" },
    ]);
  });

  test("start as many at a time as a release needs", () => {
    const fixed = rolling({ ecsRolling: { hostPort: 443, instances: { minSize: 2, maxSize: 9 } } });
    const provider = fixed.only("aws_ecs_capacity_provider").auto_scaling_group_provider;
    expect(provider.managed_scaling.minimum_scaling_step_size).toBe(2);
  });

  test("run tasks of their own processor alone", () => {
    const arm = rolling({ ecsRolling: { instances: { instanceType: "t4g.small" } } });
    for (const address of [TEMPLATE, PLACEHOLDER])
      expect(arm.at(address).runtime_platform.cpu_architecture).toBe("ARM64");
  });

  test("and tasks have the way out of the VPC for as long as they are there", () => {
    const way = "aws_route.networking_nat_route_1";
    expect(bare.at(GROUP).depends_on).toContain(way);
    expect(bare.at(SERVICE).depends_on).toContain(way);
  });

  test.each([0, 8443])("give tasks the port that is asked for, host port %s", (hostPort) => {
    expect(container(TEMPLATE, rolling({ ecsRolling: { hostPort } })).portMappings).toEqual([
      { containerPort: 8080, hostPort, protocol: "tcp" },
    ]);
  });

  test("let nobody in but the load balancer, whatever port a task of any version has", () => {
    expect(
      bare.at("aws_vpc_security_group_ingress_rule.security_groups_targets_from_load_balancer"),
    ).toMatchObject({
      from_port: 0,
      to_port: 65_535,
      referenced_security_group_id: "${aws_security_group.security_groups_load_balancer.id}",
    });
    expect(Object.keys(bare.resources("aws_vpc_security_group_ingress_rule"))).toHaveLength(2);
  });
});

describe("on Fargate", () => {
  test("tasks have addresses of their own, and there are no instances", () => {
    expect(fargate.count("aws_autoscaling_group")).toBe(0);
    expect(fargate.at(TEMPLATE)).toMatchObject({
      network_mode: "awsvpc",
      requires_compatibilities: ["FARGATE"],
      runtime_platform: { cpu_architecture: "X86_64", operating_system_family: "LINUX" },
    });
    expect(fargate.only("aws_lb_target_group").target_type).toBe("ip");
    expect(fargate.at(SERVICE).network_configuration.security_groups).toEqual([
      "${aws_security_group.security_groups_targets.id}",
    ]);
  });

  test("a share of them is on Spot", () => {
    expect(fargate.at(SERVICE).capacity_provider_strategy).toEqual([
      { capacity_provider: "FARGATE", weight: 50, base: 1 },
      { capacity_provider: "FARGATE_SPOT", weight: 50, base: 0 },
    ]);
  });
});

describe("the CI", () => {
  test("is let in only where it is named", () => {
    expect(bare.count("aws_iam_openid_connect_provider")).toBe(0);
    expect(bare.outputs).not.toHaveProperty("ci_role_arn");
  });

  test("gets one command to release with", () => {
    expect(bare.outputs.release_command?.value).toBe(
      "ecs-deploy -c ${aws_ecs_cluster.ecs.name} -n ${aws_ecs_service.app_infra_service.name} -i ${aws_ecr_repository.app_infra_repository.repository_url}:TAG --use-latest-task-def -t 810",
    );
  });
});

test("alarms are heard of, without anything that a pipeline would need", () => {
  const told = rolling({ pipeline: { notificationEmails: ["ops@example.com"] } });
  for (const alarm of Object.values(told.resources("aws_cloudwatch_metric_alarm"))) {
    expect(alarm.alarm_actions).toEqual(["${aws_sns_topic.notifications_topic.arn}"]);
  }
  const { Statement } = JSON.parse(told.only("aws_sns_topic_policy").policy);
  expect(Statement.map(({ Principal }: Attributes) => Principal.Service)).toEqual([
    "cloudwatch.amazonaws.com",
  ]);
});
