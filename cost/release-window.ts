import { shiftMinutes, type TrafficShift } from "../modules/pipeline/traffic-shift";
import type { Block } from "../modules/policy/block";
import { predefinedShift, shiftOf } from "../modules/policy/shift";
import { taskCharges } from "./fargate";
import { instanceCharges } from "./instances";
import { NotPriced } from "./not-priced";
import { type Charge, PRICES } from "./prices";
import type { StackJson } from "./stack-json";

/** What a release has twice, and the minutes in which the old and the new run side by side. */
export interface ReleaseWindow {
  /** What costs by the hour. */
  readonly doubled: readonly Charge[];
  readonly minutes: number;
}

/**
 * What a release of this stack doubles, and for how long: the shift, if it takes time, and the wait behind it.
 *
 * @throws NotPriced where the stack does not tell
 */
export function releaseWindows(stack: StackJson): ReleaseWindow[] {
  return [
    ...stack
      .ofType("aws_codedeploy_deployment_group")
      .flatMap((group) => (group.isSet("ecs_service") ? ofTasks(group, stack) : ofInstances(group, stack))),
    ...stack.ofType("aws_ecs_service").flatMap((service) => byItself(service, stack)),
  ];
}

function ofTasks(group: Block, stack: StackJson): ReleaseWindow[] {
  const service = stack.named("aws_ecs_service", group.block("ecs_service").text("service_name"));
  if (!service) throw new NotPriced("the service that it replaces is not in this stack");
  const minutes = shiftMinutes(shiftOfGroup(group, stack)) + waitOf(group);
  return [{ doubled: taskCharges(service, stack), minutes }];
}

/** Instances that are released to in place are there once. */
function ofInstances(group: Block, stack: StackJson): ReleaseWindow[] {
  if (group.block("deployment_style").text("deployment_type") !== "BLUE_GREEN") return [];
  const doubled = stack
    .ofType("aws_launch_template")
    .flatMap((template) => instanceCharges(template, stack))
    .filter(({ price }) => PRICES[price].unit === "hour");
  return [{ doubled, minutes: waitOf(group) }];
}

function waitOf(group: Block): number {
  const ended = group.block("blue_green_deployment_config", "terminate_blue_instances_on_deployment_success");
  return ended.number("termination_wait_time_in_minutes") ?? 0;
}

function shiftOfGroup(group: Block, stack: StackJson): TrafficShift {
  const name = group.text("deployment_config_name");
  const routing = stack
    .named("aws_codedeploy_deployment_config", name, "deployment_config_name")
    ?.block("traffic_routing_config");
  const shift = predefinedShift(name) ?? (routing && shiftOf(routing.text("type"), routing));
  if (!shift) throw new NotPriced(`how it shifts traffic is not in this stack: ${name}`);
  return shift;
}

function byItself(service: Block, stack: StackJson): ReleaseWindow[] {
  const deployment = service.block("deployment_configuration");
  const shift = shiftOf(deployment.text("strategy"), deployment);
  const bake = deployment.number("bake_time_in_minutes") ?? 0;
  return shift ? [{ doubled: taskCharges(service, stack), minutes: shiftMinutes(shift) + bake }] : [];
}
