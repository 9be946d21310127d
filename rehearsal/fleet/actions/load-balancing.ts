import { type Actions, AwsError } from "../../aws/actions";
import type { LoadBalancer, TargetGroupModel, TargetState } from "../../load-balancer/model";
import type { Fleet } from "../model";
import { structuresIn, textsIn } from "./input";

export interface LoadBalancingActionsProps {
  readonly fleet: Fleet;
  readonly balancer: LoadBalancer;
  readonly targetGroups: readonly TargetGroupModel[];
}

/** Port of every target: that of the target group. */
const PORT = 80;

/** Why a target is in a state. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html */
const REASONS: Readonly<Record<TargetState, { Reason?: string; Description?: string }>> = {
  healthy: {},
  initial: {
    Reason: "Elb.RegistrationInProgress",
    Description: "Target registration is in progress",
  },
  unhealthy: { Reason: "Target.FailedHealthChecks", Description: "Health checks failed" },
  draining: {
    Reason: "Target.DeregistrationInProgress",
    Description: "Target deregistration is in progress",
  },
  unused: {
    Reason: "Target.NotRegistered",
    Description: "Target is not registered to the target group",
  },
};

/**
 * Elastic Load Balancing, as far as instances are registered with target groups.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Operations.html
 */
export function loadBalancingActions({ fleet, balancer, targetGroups }: LoadBalancingActionsProps): Actions {
  const named = (arn: unknown): string => {
    const found = targetGroups.find((one) => one.arn === arn);
    if (found) return found.name;
    throw new AwsError("TargetGroupNotFound", `Target groups '${arn}' not found`);
  };
  const idsIn = (targets: unknown) => structuresIn(targets).map(({ Id }) => String(Id));

  return {
    "elasticloadbalancing.DescribeTargetGroups": ({ Names, TargetGroupArns }) => {
      const names = [...textsIn(Names), ...textsIn(TargetGroupArns).map(named)];
      const missing = names.find((name) => !targetGroups.some((one) => one.name === name));
      if (missing) throw new AwsError("TargetGroupNotFound", `Target groups '${missing}' not found`);
      return {
        TargetGroups: targetGroups
          .filter(({ name }) => names.length === 0 || names.includes(name))
          .map(({ arn, healthCheck, name }) => ({
            TargetGroupArn: arn,
            TargetGroupName: name,
            TargetType: "instance",
            Protocol: "HTTP",
            Port: PORT,
            HealthCheckPath: healthCheck.path,
          })),
      };
    },

    "elasticloadbalancing.DescribeTargetHealth": ({ TargetGroupArn, Targets }) => {
      const targetGroup = named(TargetGroupArn);
      const registered = fleet.groups
        .flatMap(({ members }) => members)
        .filter(({ id }) => balancer.targetState(targetGroup, id) !== undefined)
        .map(({ id }) => id);
      const asked = idsIn(Targets);
      const ids = asked.length > 0 ? asked : registered;
      return {
        TargetHealthDescriptions: ids.map((Id) => {
          const State = balancer.targetState(targetGroup, Id) ?? "unused";
          return { Target: { Id, Port: PORT }, TargetHealth: { State, ...REASONS[State] } };
        }),
      };
    },

    "elasticloadbalancing.RegisterTargets": ({ TargetGroupArn, Targets }) => {
      const targetGroup = named(TargetGroupArn);
      const ids = idsIn(Targets);
      const missing = ids.find((id) => !fleet.memberOf(id)?.member.instance);
      if (missing)
        throw new AwsError("InvalidTarget", `The following targets are not in a running state: '${missing}'`);
      for (const id of ids) fleet.register(id, targetGroup);
    },

    "elasticloadbalancing.DeregisterTargets": ({ TargetGroupArn, Targets }) => {
      const targetGroup = named(TargetGroupArn);
      for (const id of idsIn(Targets)) void fleet.deregister(id, targetGroup);
    },
  };
}
