import type { TerraformJson } from "../../../scripts/check-terraform/terraform-json";

/** A little of what CDKTF writes for the main stack: a service, its listeners and target groups. */
export const STACK: TerraformJson = {
  terraform: { backend: { local: { path: "state" } } },
  data: { aws_partition: { account: {} } },
  resource: {
    aws_eip: { one: { domain: "vpc" }, two: { domain: "vpc" } },
    aws_lb_target_group: { app_blue: { name: "shop-blue" }, app_green: { name: "shop-green" } },
    aws_lb_listener: {
      production: {
        default_action: [{ type: "forward", target_group_arn: "${aws_lb_target_group.app_blue.arn}" }],
        lifecycle: { ignore_changes: ["default_action"] },
      },
      redirect: { default_action: [{ type: "redirect" }] },
    },
    aws_ecs_service: {
      app: {
        task_definition: "${aws_ecs_task_definition.placeholder.arn}",
        network_configuration: { assign_public_ip: false, subnets: ["subnet-1"] },
        desired_count: 2,
        capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 100 }],
        load_balancer: [{ container_name: "app", target_group_arn: "${aws_lb_target_group.app_blue.arn}" }],
      },
    },
    aws_security_group_rule: { in: { cidr: "${aws_eip.one.public_ip}/32,${aws_eip.two.public_ip}/32" } },
  },
};
