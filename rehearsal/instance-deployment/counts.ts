import type { Member } from "../fleet/model";
import type { LoadBalancer } from "../load-balancer/model";
import type { SideCounts } from "./sides";

/** How many of some instances run, and are healthy in a target group. */
export function countsOf(
  balancer: LoadBalancer,
  targetGroup: string,
  members: readonly Member[],
  desired: number,
): SideCounts {
  return {
    desired,
    running: members.filter(({ instance }) => instance !== undefined).length,
    healthy: members.filter(({ id }) => balancer.targetState(targetGroup, id) === "healthy").length,
  };
}

/** A share in whole percent; 0 of nothing. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((100 * part) / whole);
}
