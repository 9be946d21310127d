import type { GroupMember } from "./member";
import type { GroupSettings } from "./model";
import type { Process } from "./processes";

/**
 * Why an instance in service is unhealthy, in the words of an activity's cause; `undefined` for one that is not. Once
 * found unhealthy, it stays so. One in standby is not looked at.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-healthchecks.html
 */
export function healthFailure(
  member: GroupMember,
  { healthCheckGraceSeconds, healthCheckType, targetGroups }: GroupSettings,
  now: number,
): string | undefined {
  if (member.death !== undefined)
    return "an EC2 health check that indicated it had been terminated or stopped";
  const counts = healthCheckType !== "EC2" && now > member.inServiceSince + healthCheckGraceSeconds * 1000;
  if (counts && member.isUnhealthyIn(targetGroups)) return "an ELB system health check failure";
  return member.health === "Unhealthy" ? "a health check failure" : undefined;
}

/**
 * Whether what is unhealthy is replaced.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-how-suspending-processes-affects-other-processes.html
 */
export function replacesUnhealthy(suspended: ReadonlySet<Process>): boolean {
  return !suspended.has("ReplaceUnhealthy") && !suspended.has("Terminate");
}
