import { UserError } from "../../config/user-error";
import type { ListenerKind, LoadBalancerModel, TargetGroupModel } from "../load-balancer/model";
import type { Resource, Resources } from "./resources";

/** The load balancer in front of the service. */
export function readLoadBalancer(resources: Resources): LoadBalancerModel {
  const balancer = resources.only("aws_lb", "the load balancer that users meet");
  const type = balancer.text("load_balancer_type") ?? "application";
  if (type !== "application") {
    throw new UserError(`${balancer.address} is a ${type} load balancer, allowed: application`);
  }
  return {
    name: balancer.need("name"),
    arnSuffix: balancer.computed("arn_suffix"),
    dnsName: balancer.computed("dns_name"),
    idleTimeoutSeconds: balancer.number("idle_timeout") ?? 60,
  };
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html for the defaults */
export function readTargetGroup(group: Resource): TargetGroupModel {
  const check = group.block("health_check");
  const stickiness = group.block("stickiness");
  return {
    name: group.need("name"),
    arn: group.arn,
    arnSuffix: group.computed("arn_suffix"),
    healthCheck: {
      path: check.text("path") ?? "/",
      intervalSeconds: check.number("interval") ?? 30,
      timeoutSeconds: check.number("timeout") ?? 5,
      healthyThreshold: check.number("healthy_threshold") ?? 5,
      unhealthyThreshold: check.number("unhealthy_threshold") ?? 2,
      matcher: check.text("matcher") ?? "200",
    },
    deregistrationDelaySeconds: group.number("deregistration_delay") ?? 300,
    stickiness: {
      enabled: stickiness.isSet("type") && stickiness.text("enabled") !== "false",
      cookieDuration: stickiness.number("cookie_duration") ?? 86400,
    },
  };
}

/** The ports of the listeners that a deployment moves, whether it names them or a rule of theirs. */
export function readListeners(
  resources: Resources,
  routes: Readonly<Record<ListenerKind, string | undefined>>,
): Partial<Record<ListenerKind, { port: number }>> {
  const listener = (arn: string | undefined) => {
    if (arn === undefined) return undefined;
    const rule = resources.find("aws_lb_listener_rule", "arn", arn);
    const found = resources.by("aws_lb_listener", "arn", rule?.text("listener_arn") ?? arn);
    return { port: found.number("port") ?? 80 };
  };
  return { production: listener(routes.production), test: listener(routes.test) };
}

/**
 * The port of the listener that forwards to a target group.
 *
 * @throws UserError where there is none
 */
export function portOf(resources: Resources, targetGroup: Resource): number {
  const listener = resources
    .ofType("aws_lb_listener")
    .find((one) =>
      one.blocks("default_action").some((action) => action.text("target_group_arn") === targetGroup.arn),
    );
  if (listener) return listener.number("port") ?? 80;
  throw new UserError(`${resources.file} has no aws_lb_listener that forwards to ${targetGroup.address}`);
}
