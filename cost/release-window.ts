import { shiftMinutes, type TrafficShift } from "../modules/pipeline/traffic-shift";
import type { Block } from "../modules/policy/block";
import { predefinedShift, shiftOf } from "../modules/policy/shift";
import { NotPriced } from "./not-priced";
import type { StackJson } from "./stack-json";

/** A service that releases replace, and the minutes in which its old and its new tasks run side by side. */
export interface ReleaseWindow {
  readonly service: Block;
  readonly minutes: number;
}

/**
 * What a release of this stack doubles, and for how long: the shift and the wait behind it.
 *
 * @throws NotPriced where the stack does not tell
 */
export function releaseWindows(stack: StackJson): ReleaseWindow[] {
  return [
    ...stack
      .ofType("aws_codedeploy_deployment_group")
      .filter((group) => group.isSet("ecs_service"))
      .map((group) => byCodeDeploy(group, stack)),
    ...stack.ofType("aws_ecs_service").flatMap(byItself),
  ];
}

function byCodeDeploy(group: Block, stack: StackJson): ReleaseWindow {
  const service = stack.named("aws_ecs_service", group.block("ecs_service").text("service_name"));
  if (!service) throw new NotPriced("the service that it replaces is not in this stack");
  const wait = group
    .block("blue_green_deployment_config", "terminate_blue_instances_on_deployment_success")
    .number("termination_wait_time_in_minutes");
  return { service, minutes: shiftMinutes(shiftOfGroup(group, stack)) + (wait ?? 0) };
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

function byItself(service: Block): ReleaseWindow[] {
  const deployment = service.block("deployment_configuration");
  const shift = shiftOf(deployment.text("strategy"), deployment);
  const bake = deployment.number("bake_time_in_minutes") ?? 0;
  return shift ? [{ service, minutes: shiftMinutes(shift) + bake }] : [];
}
