import { each, type Rule } from "../rule";
import type { ResourceView } from "../stack-view";

export const SERVICE_RULES: readonly Rule[] = [
  {
    id: "BG-SERVICE-001",
    level: "error",
    title: "A service whose tasks ECS replaces goes back from a version that does not start",
    remedy: "set deployment_circuit_breaker.enable and .rollback to true",
    check: each(["aws_ecs_service"], function* (service) {
      if (!isRolling(service)) return;
      const breaker = service.block("deployment_circuit_breaker");
      // Without it ECS starts tasks of a broken version for ever.
      // @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
      if (!breaker.flag("enable")) yield "has no deployment circuit breaker";
      else if (!breaker.flag("rollback")) yield "has a deployment circuit breaker that does not roll back";
    }),
  },
  {
    id: "BG-SERVICE-002",
    level: "warning",
    title: "A service whose tasks ECS replaces has as many of them in a release as users need",
    remedy: "set deployment_minimum_healthy_percent to 50 or more",
    check: each(["aws_ecs_service"], function* (service) {
      // What Terraform sets where nothing is said is 100.
      const percent = service.number("deployment_minimum_healthy_percent") ?? 100;
      if (isRolling(service) && percent < LEAST_HEALTHY_PERCENT)
        yield `deployment_minimum_healthy_percent is ${percent}: ECS may end ${100 - percent} percent of the tasks before a new one serves`;
    }),
  },
  {
    id: "BG-SERVICE-003",
    level: "error",
    title: "Instances are emptied before they end",
    remedy: "set managed_draining to ENABLED",
    check: each(["aws_ecs_capacity_provider"], function* (provider) {
      // What AWS does where nothing is said.
      // @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-draining.html
      const draining = provider.block("auto_scaling_group_provider").text("managed_draining") ?? "ENABLED";
      if (draining !== "ENABLED") yield "managed_draining is off: tasks end with the instance";
    }),
  },
];

const LEAST_HEALTHY_PERCENT = 50;

/** Whether ECS replaces the tasks of a service in place, rather than beside the old ones. */
function isRolling(service: ResourceView): boolean {
  const controller = service.block("deployment_controller").text("type") ?? "ECS";
  const strategy = service.block("deployment_configuration").text("strategy") ?? "ROLLING";
  return controller === "ECS" && strategy === "ROLLING" && service.text("scheduling_strategy") !== "DAEMON";
}
