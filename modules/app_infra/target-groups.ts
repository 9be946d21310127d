import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";

/** How the load balancer tells a healthy task from an unhealthy one. */
export interface HealthCheck {
  readonly path: string;
  /** Answers that count as healthy, such as `200,302`. */
  readonly statusCodes: string;
  /** Seconds from one check to the next, 5 to 300. */
  readonly intervalSeconds: number;
  /** Seconds to wait for an answer, below the interval. */
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export interface TargetGroupsProps {
  readonly name: string;
  readonly vpcId: string;
  readonly healthCheck: HealthCheck;
  /** Seconds that requests in flight get when a task leaves. @default 30 */
  readonly deregistrationDelaySeconds?: number;
  /** Seconds that a user stays with one task; 0 is off. @default 0 */
  readonly stickinessSeconds?: number;
}

/** The two target groups that take turns: one serves, the other receives the next release. */
export class TargetGroups extends Construct {
  public readonly blue: LbTargetGroup;
  public readonly green: LbTargetGroup;

  constructor(scope: Construct, id: string, props: TargetGroupsProps) {
    super(scope, id);
    this.blue = this.targetGroup("blue", props);
    this.green = this.targetGroup("green", props);
  }

  /** Both, blue first. */
  public get all(): readonly LbTargetGroup[] {
    return Object.values(this.byColour);
  }

  /** Both by name, blue first. */
  public get byColour() {
    return { blue: this.blue, green: this.green };
  }

  private targetGroup(colour: "blue" | "green", props: TargetGroupsProps): LbTargetGroup {
    const { healthCheck, stickinessSeconds = 0 } = props;
    return new LbTargetGroup(this, colour, {
      name: `${props.name}-${colour}`,
      vpcId: props.vpcId,
      // ECS registers each task with its own port. A port here that followed it would replace the group in use.
      port: 80,
      protocol: "HTTP",
      targetType: "ip",
      deregistrationDelay: String(props.deregistrationDelaySeconds ?? 30),
      healthCheck: {
        path: healthCheck.path,
        protocol: "HTTP",
        port: "traffic-port",
        matcher: healthCheck.statusCodes,
        interval: healthCheck.intervalSeconds,
        timeout: healthCheck.timeoutSeconds,
        healthyThreshold: healthCheck.healthyThreshold,
        unhealthyThreshold: healthCheck.unhealthyThreshold,
      },
      stickiness: {
        type: "lb_cookie",
        enabled: stickinessSeconds > 0,
        cookieDuration: stickinessSeconds > 0 ? stickinessSeconds : 86400,
      },
    });
  }
}
