import type { Clock } from "../clock";
import type { MetricId, MetricSink } from "../cloudwatch/model";
import type { TargetGroupModel } from "./model";

/**
 * Counts as the load balancer does, with the dimensions that CloudWatch documents, but for those of one Availability
 * Zone: what comes from a target has the target group and the load balancer, and again the load balancer alone; what
 * the load balancer itself answers has the load balancer alone; how many hosts are healthy has both only.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export class LoadBalancerMetrics {
  private readonly ids = new Map<string, MetricId>();

  constructor(
    private readonly arnSuffix: string,
    private readonly clock: Clock,
    private readonly sink: MetricSink,
  ) {}

  /** A target was chosen for a request: one that is refused before that is not counted. */
  public request(targetGroup: TargetGroupModel): void {
    this.putBoth("RequestCount", targetGroup, 1);
  }

  /** @param seconds from the request's leaving the load balancer to the first of the answer; real ones */
  public targetAnswer(targetGroup: TargetGroupModel, statusCode: number, seconds: number): void {
    this.putBoth(`HTTPCode_Target_${Math.floor(statusCode / 100)}XX_Count`, targetGroup, 1);
    this.putBoth("TargetResponseTime", targetGroup, seconds);
  }

  public targetConnectionError(targetGroup: TargetGroupModel): void {
    this.putBoth("TargetConnectionErrorCount", targetGroup, 1);
  }

  /** An answer of the load balancer's own; CloudWatch has no count of 400 or 460 by themselves. */
  public ownAnswer(statusCode: number): void {
    this.put(`HTTPCode_ELB_${Math.floor(statusCode / 100)}XX_Count`, undefined, 1);
    if (statusCode >= 500) this.put(`HTTPCode_ELB_${statusCode}_Count`, undefined, 1);
  }

  public hosts(targetGroup: TargetGroupModel, healthy: number, unhealthy: number): void {
    this.put("HealthyHostCount", targetGroup, healthy);
    this.put("UnHealthyHostCount", targetGroup, unhealthy);
  }

  private putBoth(name: string, targetGroup: TargetGroupModel, value: number): void {
    this.put(name, targetGroup, value);
    this.put(name, undefined, value);
  }

  private put(name: string, targetGroup: TargetGroupModel | undefined, value: number): void {
    this.sink.put(this.id(name, targetGroup?.arnSuffix), value, this.clock.now());
  }

  private id(name: string, targetGroup: string | undefined): MetricId {
    const key = `${name} ${targetGroup}`;
    const known = this.ids.get(key);
    if (known) return known;
    const dimensions = { ...(targetGroup && { TargetGroup: targetGroup }), LoadBalancer: this.arnSuffix };
    const id = { namespace: "AWS/ApplicationELB", name, dimensions };
    this.ids.set(key, id);
    return id;
  }
}
