import { UserError } from "../../config/user-error";
import type { Block } from "../../modules/policy/block";
import type { CapacityModel } from "./model";
import type { Resource, Resources } from "./resources";

/**
 * Where the tasks of a service are placed; `undefined` on Fargate.
 *
 * @throws UserError where there is no Auto Scaling group for them, or a capacity provider is not in the stack
 */
export function readCapacity(resources: Resources, service: Resource): CapacityModel | undefined {
  const strategy = service
    .blocks("capacity_provider_strategy")
    .map((one) => one.text("capacity_provider") ?? "");
  const [own, ...more] = strategy.filter((name) => !name.startsWith("FARGATE"));
  if (more.length > 0) {
    throw new UserError(
      `${service.address} places tasks by the capacity providers ${[own, ...more].join(", ")}, allowed: one with container instances, or FARGATE and FARGATE_SPOT`,
    );
  }
  if (own === undefined) {
    if (strategy.length > 0 || service.text("launch_type") === "FARGATE") return undefined;
    const group = resources.only("aws_autoscaling_group", "what the tasks of the service run on");
    return readGroup(resources, group);
  }
  const provider = resources.by("aws_ecs_capacity_provider", "name", own);
  const grouped = provider.block("auto_scaling_group_provider");
  const group = resources.by("aws_autoscaling_group", "arn", grouped.text("auto_scaling_group_arn") ?? "");
  return { ...readGroup(resources, group), scaling: readScaling(grouped.block("managed_scaling")) };
}

function readGroup(resources: Resources, group: Resource): CapacityModel {
  const launched = group.block("launch_template");
  const template =
    resources.find("aws_launch_template", "id", launched.text("id")) ??
    resources.by("aws_launch_template", "name", launched.text("name") ?? "");
  const minSize = group.number("min_size") ?? 0;
  return {
    group: group.need("name"),
    instanceType: template.need("instance_type"),
    minSize,
    maxSize: group.number("max_size") ?? minSize,
    desiredCapacity: group.number("desired_capacity") ?? minSize,
  };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html for the defaults */
function readScaling(scaling: Block): CapacityModel["scaling"] {
  if (scaling.text("status") !== "ENABLED") return undefined;
  return {
    targetCapacity: scaling.number("target_capacity") ?? 100,
    minimumStep: scaling.number("minimum_scaling_step_size") ?? 1,
    maximumStep: scaling.number("maximum_scaling_step_size") ?? 10_000,
  };
}
