/** What a target group was synthesised with. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
export interface TargetGroupModel {
  readonly name: string;
  readonly arn: string;
  /** The dimension that CloudWatch knows it by. */
  readonly arnSuffix: string;
  readonly healthCheck: HealthCheckModel;
  readonly deregistrationDelaySeconds: number;
  readonly stickiness: StickinessModel;
}

export interface HealthCheckModel {
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** Status codes that pass, as the load balancer writes them: `200`, `200,202` or `200-299`. */
  readonly matcher: string;
}

export interface StickinessModel {
  readonly enabled: boolean;
  /** Seconds. */
  readonly cookieDuration: number;
}

export interface LoadBalancerModel {
  readonly name: string;
  readonly arnSuffix: string;
  readonly dnsName: string;
  readonly idleTimeoutSeconds: number;
}

/** Which of the two listeners: users come through one, the checks of green through the other. */
export type ListenerKind = "production" | "test";

/** Target groups by name, and the weight of each. */
export type Weights = Readonly<Record<string, number>>;

/** A task as the load balancer sees it. */
export interface Target {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** The version that it serves: said to a user of the rehearsal who asks for it. */
  readonly version: string;
  /** What goes wrong between the load balancer and this target. @default - nothing */
  readonly fault?: () => TargetFault;
}

/** Injected in front of a target, and counted as if the target itself had answered so. */
export interface TargetFault {
  /** Share of requests that are answered with 500, 0 to 100. @default 0 */
  readonly errorsPercent?: number;
  /** Real milliseconds that each answer is late. @default 0 */
  readonly latencyMs?: number;
  /** Health checks are answered with 503. @default false */
  readonly unhealthy?: boolean;
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html */
export type TargetState = "initial" | "healthy" | "unhealthy" | "draining" | "unused";

/** A request with this header is told, by {@link TARGET_HEADER}, who answered it; no other request is. */
export const USER_HEADER = "x-rehearsal-user";

/** `<target group>/<version>` of the target that a request was sent to. */
export const TARGET_HEADER = "x-rehearsal-target";

/** The two ports, and what stands behind them. */
export interface LoadBalancer {
  /** Real port on 127.0.0.1 of a listener, once started; `undefined` for a listener that the stack has not. */
  port(listener: ListenerKind): number | undefined;

  /** Sends the next requests of a listener by these weights. Requests in flight end where they are. */
  forward(listener: ListenerKind, weights: Weights): void;

  weights(listener: ListenerKind): Weights;

  register(targetGroup: string, target: Target): void;

  /** Sends a target no further request; resolves once those in flight have ended, or the deregistration delay has. */
  deregister(targetGroup: string, targetId: string): Promise<void>;

  targetState(targetGroup: string, targetId: string): TargetState | undefined;

  /** Resolves `true` when a target has become healthy, `false` when the signal is aborted first. */
  healthy(targetGroup: string, targetId: string, signal: AbortSignal): Promise<boolean>;

  close(): Promise<void>;
}
