import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { Construct } from "constructs";
import type { Cluster } from "../ecs/cluster";

export interface AutoscalingProps {
  readonly name: string;
  readonly cluster: Cluster;
  readonly service: { readonly name: string };
  /** Fewest tasks. */
  readonly min: number;
  /** Most tasks. */
  readonly max: number;
  /** CPU use to hold, in percent of the service's. @default 60 */
  readonly cpuPercent?: number;
  /** Memory use to hold, in percent of the service's. @default - memory is not watched */
  readonly memoryPercent?: number;
}

/** Seconds between two steps: quick to add tasks, slow to take them away, so that a shift does not lose capacity. */
const COOLDOWN = { out: 60, in: 300 };

/**
 * Lets the number of tasks follow the load. Both metrics are of the whole service, whatever its colour: requests per
 * target would be counted on one target group, and that one is empty after the next release.
 */
export class Autoscaling extends Construct {
  constructor(scope: Construct, id: string, props: AutoscalingProps) {
    super(scope, id);
    const target = new AppautoscalingTarget(this, "resource", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${props.cluster.name}/${props.service.name}`,
      minCapacity: props.min,
      maxCapacity: props.max,
    });
    const goals = [
      { part: "cpu", metric: "ECSServiceAverageCPUUtilization", percent: props.cpuPercent ?? 60 },
      { part: "memory", metric: "ECSServiceAverageMemoryUtilization", percent: props.memoryPercent },
    ];
    for (const { part, metric, percent } of goals) {
      if (percent === undefined) continue;
      new AppautoscalingPolicy(this, part, {
        name: `${props.name}-${part}`,
        policyType: "TargetTrackingScaling",
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        targetTrackingScalingPolicyConfiguration: {
          targetValue: percent,
          predefinedMetricSpecification: { predefinedMetricType: metric },
          scaleOutCooldown: COOLDOWN.out,
          scaleInCooldown: COOLDOWN.in,
        },
      });
    }
  }
}
