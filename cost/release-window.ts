import {
  PREDEFINED_SHIFTS,
  type PredefinedShift,
  shiftMinutes,
  type TrafficShift,
} from "../modules/pipeline/traffic-shift";
import type { Block } from "../modules/policy/block";
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
  return { service, minutes: shiftMinutes(shiftOf(group, stack)) + (wait ?? 0) };
}

function shiftOf(group: Block, stack: StackJson): TrafficShift {
  const name = group.text("deployment_config_name");
  const predefined = PREDEFINED_SHIFTS[name?.replace(/^CodeDeployDefault\./, "") as PredefinedShift];
  if (predefined) return predefined;
  const routing = stack
    .named("aws_codedeploy_deployment_config", name, "deployment_config_name")
    ?.block("traffic_routing_config");
  const type = routing?.text("type") === "TimeBasedLinear" ? "linear" : "canary";
  const step = routing?.block(`time_based_${type}`);
  const percent = step?.number("percentage");
  const minutes = step?.number("interval");
  if (percent === undefined || minutes === undefined) {
    throw new NotPriced(`how it shifts traffic is not in this stack: ${name}`);
  }
  return { type, percent, minutes };
}

/**
 * How ECS's own engine shifts, by strategy, with the values that ECS takes where the service says none.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
const OWN_SHIFTS: Readonly<Record<string, (deployment: Block) => TrafficShift>> = {
  BLUE_GREEN: () => ({ type: "all-at-once" }),
  LINEAR: (deployment) => {
    const linear = deployment.block("linear_configuration");
    return {
      type: "linear",
      percent: linear.number("step_percent") ?? 10,
      minutes: linear.number("step_bake_time_in_minutes") ?? 6,
    };
  },
  CANARY: (deployment) => {
    const canary = deployment.block("canary_configuration");
    return {
      type: "canary",
      percent: canary.number("canary_percent") ?? 5,
      minutes: canary.number("canary_bake_time_in_minutes") ?? 10,
    };
  },
};

function byItself(service: Block): ReleaseWindow[] {
  const deployment = service.block("deployment_configuration");
  const shift = OWN_SHIFTS[deployment.text("strategy") ?? ""]?.(deployment);
  const bake = deployment.number("bake_time_in_minutes") ?? 0;
  return shift ? [{ service, minutes: shiftMinutes(shift) + bake }] : [];
}
