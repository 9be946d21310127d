import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Operator } from "../operator";
import type { TargetHealth } from "./model";

/**
 * What the load balancer's words count as.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
 */
const COUNTS: Readonly<Record<string, "healthy" | "unhealthy" | "initial" | "draining" | "unused">> = {
  healthy: "healthy",
  unhealthy: "unhealthy",
  unavailable: "unhealthy",
  "unhealthy.draining": "draining",
  draining: "draining",
  initial: "initial",
  unused: "unused",
};

/** How the load balancer finds the targets of each target group. */
export async function targetHealth({ calls, system }: Operator): Promise<TargetHealth[]> {
  const send = calls.of("elasticloadbalancing", ElasticLoadBalancingV2Client);
  const all: TargetHealth[] = [];
  for (const { name, arn } of system.targetGroups) {
    const answer = await send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }));
    all.push(counted(name, answer.TargetHealthDescriptions ?? []));
  }
  return all;
}

function counted(targetGroup: string, targets: readonly TargetHealthDescription[]): TargetHealth {
  const counts = { healthy: 0, unhealthy: 0, initial: 0, draining: 0, unused: 0 };
  let reason: string | undefined;
  for (const { TargetHealth: health } of targets) {
    const as = COUNTS[health?.State ?? ""] ?? "unhealthy";
    counts[as] += 1;
    if (as === "unhealthy") reason ??= health?.Description ?? health?.Reason;
  }
  return { targetGroup, ...counts, ...(reason && { reason }) };
}
