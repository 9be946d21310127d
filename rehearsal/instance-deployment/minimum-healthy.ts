import { fewestHealthy } from "../../modules/pipeline/minimum-healthy";
import type { MinimumHealthyHosts } from "./model";

/** Where a deployment stands, in numbers of instances. */
export interface Hosts {
  /** All that the minimum is a share of. */
  readonly total: number;
  readonly minimum: number;
  /** Wait to be deployed to: those that serve, and those that the deployment before has failed on. */
  readonly waiting: { readonly healthy: number; readonly unhealthy: number };
  readonly inProgress: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** The fewest instances that have to be healthy. */
export function minimumOf(hosts: MinimumHealthyHosts, total: number): number {
  switch (hosts.type) {
    case "ALL_BUT_ONE":
      return fewestHealthy("OneAtATime", total);
    case "HOST_COUNT":
      return fewestHealthy({ minimumHealthyHosts: hosts.value }, total);
    case "FLEET_PERCENT":
      return fewestHealthy({ minimumHealthyPercent: hosts.value }, total);
  }
}

/**
 * Whether a deployment can begin at all: a minimum of all instances leaves none to deploy to.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-health.html#minimum-healthy-hosts
 */
export function canBegin({ total, minimum }: Pick<Hosts, "total" | "minimum">): boolean {
  return minimum < total;
}

/**
 * Whether one more instance may be taken: with it, as many as the minimum are still healthy. One that is unhealthy anyway
 * takes nothing away, and is taken first; but no more at a time than the configuration says.
 */
export function mayTake(hosts: Hosts, isUnhealthy: boolean): boolean {
  const { total, minimum, waiting, inProgress, failed } = hosts;
  const room = total - minimum;
  if (inProgress + failed >= room) return false;
  return isUnhealthy || inProgress + failed + waiting.unhealthy < room;
}

export type Verdict = "goes on" | "succeeded" | "failed";

/**
 * Where a deployment stands. It fails as soon as no more instances may fail and some still wait: so the last one may.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-health.html#minimum-healthy-hosts
 */
export function verdict(hosts: Hosts): Verdict {
  const { minimum, waiting, inProgress, succeeded } = hosts;
  if (waiting.healthy + waiting.unhealthy > 0) {
    return hosts.total - hosts.failed <= minimum ? "failed" : "goes on";
  }
  if (inProgress > 0) return "goes on";
  // At least one has to succeed, also where none has to be healthy.
  return succeeded > 0 && hosts.total - hosts.failed >= minimum ? "succeeded" : "failed";
}
