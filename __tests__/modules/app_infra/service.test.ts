import { Autoscaling, Service, TargetGroups } from "../../../modules/app_infra";
import { alone } from "../../helpers/synth";
import { HEALTH_CHECK, surroundings } from "../surroundings";

describe("the service", () => {
  const service = (props: { exec?: boolean } = {}) =>
    alone((stack) => {
      const { security, ...around } = surroundings(stack);
      const targetGroups = new TargetGroups(stack, "targets", {
        name: "shop",
        vpcId: "vpc-1",
        healthCheck: HEALTH_CHECK,
      });
      const made = new Service(stack, "service", {
        ...around,
        securityGroup: security.groups.tasks,
        targetGroups,
        controller: "CODE_DEPLOY",
        taskDefinitionArn: "arn:aws:ecs:us-east-1:123456789012:task-definition/shop:1",
        containerPort: 8080,
        ...props,
      });
      new Autoscaling(stack, "scaling", { ...around, service: made, min: 2, max: 6 });
      new Autoscaling(stack, "both", { ...around, service: made, min: 2, max: 6, memoryPercent: 70 });
    });
  const template = service();

  test("left to itself starts two tasks on blue, in private, closed to shells", () => {
    expect(template.only("aws_ecs_service")).toMatchObject({
      desired_count: 2,
      health_check_grace_period_seconds: 60,
      enable_execute_command: false,
      network_configuration: { subnets: ["subnet-3", "subnet-4"], assign_public_ip: false },
      load_balancer: [
        {
          target_group_arn: "${aws_lb_target_group.targets_blue.arn}",
          container_name: "app",
          container_port: 8080,
        },
      ],
      capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 100, base: 1 }],
    });
    expect(service({ exec: true }).only("aws_ecs_service").enable_execute_command).toBe(true);
  });

  test("leaves to releases what a release changes", () => {
    expect(template.only("aws_ecs_service").lifecycle).toEqual({
      ignore_changes: [
        "task_definition",
        "load_balancer",
        "capacity_provider_strategy",
        "network_configuration",
        "desired_count",
      ],
    });
  });

  test("waits until its cluster knows the capacity providers that it names", () => {
    expect(template.only("aws_ecs_service").depends_on).toEqual([
      "aws_ecs_cluster_capacity_providers.ecs_capacity",
    ]);
  });

  test("tells its tasks apart by its own tags", () => {
    expect(template.only("aws_ecs_service")).toMatchObject({
      propagate_tags: "SERVICE",
      enable_ecs_managed_tags: true,
    });
  });

  describe("autoscaling", () => {
    const policies = template.resources("aws_appautoscaling_policy");

    test("follows the service as a whole, never one target group: that one is empty after the next release", () => {
      const metrics = Object.entries(policies).map(
        ([name, { target_tracking_scaling_policy_configuration: goal }]) => [
          name,
          goal.predefined_metric_specification.predefined_metric_type,
          goal.target_value,
        ],
      );
      expect(metrics).toEqual([
        ["both_cpu", "ECSServiceAverageCPUUtilization", 60],
        ["both_memory", "ECSServiceAverageMemoryUtilization", 70],
        ["scaling_cpu", "ECSServiceAverageCPUUtilization", 60],
      ]);
    });

    test("is quick to add tasks and slow to take them away", () => {
      expect(policies.scaling_cpu?.target_tracking_scaling_policy_configuration).toMatchObject({
        scale_out_cooldown: 60,
        scale_in_cooldown: 300,
      });
      expect(template.at("aws_appautoscaling_target.scaling")).toMatchObject({
        resource_id: "service/${aws_ecs_cluster.ecs.name}/${aws_ecs_service.service.name}",
        scalable_dimension: "ecs:service:DesiredCount",
        min_capacity: 2,
        max_capacity: 6,
      });
    });
  });
});
