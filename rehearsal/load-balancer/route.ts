import type { Clock } from "../clock";
import type { LoadBalancerMetrics } from "./metrics";
import type { ListenerKind } from "./model";
import type { OwnStatusCode } from "./own-answer";
import type { RegisteredTarget } from "./registered-target";
import type { TargetGroup } from "./target-group";

/** A request that no target answered, told so that it can be shown. */
export interface ProxyError {
  readonly listener: ListenerKind;
  /** `undefined` where no target group has a weight. */
  readonly targetGroup?: string;
  /** `undefined` where the target group has no target in service. */
  readonly targetId?: string;
  readonly statusCode: number;
  readonly reason: string;
}

/** Where a request goes, and where it is counted. */
export interface Route {
  readonly targetGroup: TargetGroup;
  readonly target: RegisteredTarget;
  readonly clock: Clock;
  readonly metrics: LoadBalancerMetrics;
  tellFailure(statusCode: OwnStatusCode, reason: string): void;
}
