import { shiftMinutes, type TrafficShift } from "../pipeline/traffic-shift";
import { predefinedShift, shiftOf } from "./shift";
import { oncePerView, type ResourceView, type StackView } from "./stack-view";

/** Whatever shifts traffic in a stack: a CodeDeploy deployment group, or an ECS service that does it itself. */
export interface Release {
  readonly resource: ResourceView;
  /** Names of the alarms that stop it, as written: literal or references. */
  readonly alarmNames: readonly string[];
  /**
   * Minutes in which an alarm can still keep users from harm; `undefined` where the stack does not tell, as with
   * instances that change one after the other for as long as each takes.
   */
  readonly windowMinutes: number | undefined;
  /** Listeners and listener rules that it repoints, as written. */
  readonly production: readonly string[];
  readonly test: readonly string[];
}

/** What can repoint traffic in the stack. */
export const releasesOf = oncePerView((view): readonly Release[] => [
  ...view.ofType("aws_codedeploy_deployment_group").map((group) => codeDeployRelease(group, view)),
  ...view.ofType("aws_ecs_service").map(serviceRelease),
]);

/** The listener that a route of a release ends at, also where the route is given as a rule of it. */
export function listenerOf(route: string, view: StackView): ResourceView | undefined {
  const routed = view.referred(route);
  return routed?.type === "aws_lb_listener_rule" ? view.referred(routed.text("listener_arn")) : routed;
}

function codeDeployRelease(group: ResourceView, view: StackView): Release {
  const routes = group.block("load_balancer_info", "target_group_pair_info");
  const wait = group
    .block("blue_green_deployment_config", "terminate_blue_instances_on_deployment_success")
    .number("termination_wait_time_in_minutes");
  return {
    resource: group,
    alarmNames: group.block("alarm_configuration").list("alarms"),
    windowMinutes: isOfInstances(group)
      ? wait
      : windowMinutes(codeDeployShift(group.text("deployment_config_name"), view), wait),
    production: routes.block("prod_traffic_route").list("listener_arns"),
    test: routes.block("test_traffic_route").list("listener_arns"),
  };
}

/**
 * Whether a group deploys to instances. Their configuration says how many change at a time. All users of a fleet that is
 * copied are moved at once, which leaves the wait behind it.
 */
function isOfInstances(group: ResourceView): boolean {
  const copied = group.block("blue_green_deployment_config", "green_fleet_provisioning_option");
  return copied.names.length > 0 || group.block("deployment_style").text("deployment_type") === "IN_PLACE";
}

function codeDeployShift(name: string | undefined, view: StackView): TrafficShift | undefined {
  const custom = view.named("aws_codedeploy_deployment_config", "deployment_config_name", name);
  const routing = custom?.block("traffic_routing_config");
  return predefinedShift(name) ?? (routing && shiftOf(routing.text("type"), routing));
}

function serviceRelease(service: ResourceView): Release {
  const configuration = service.block("deployment_configuration");
  const routes = service.blocks("load_balancer").map((balancer) => balancer.block("advanced_configuration"));
  return {
    resource: service,
    alarmNames: service.block("alarms").list("alarm_names"),
    windowMinutes: windowMinutes(
      shiftOf(configuration.text("strategy"), configuration),
      configuration.number("bake_time_in_minutes"),
    ),
    production: routes.flatMap((route) => route.list("production_listener_rule")),
    test: routes.flatMap((route) => route.list("test_listener_rule")),
  };
}

/** A shift that takes no time leaves only the wait after it, in which the old version still stands by. */
function windowMinutes(shift: TrafficShift | undefined, waitMinutes: number | undefined): number | undefined {
  return shift && (shiftMinutes(shift) || waitMinutes);
}
