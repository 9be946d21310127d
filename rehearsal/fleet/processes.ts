import { validation } from "./sizes";

/**
 * What Auto Scaling does by itself, and can be kept from.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html#process-types
 */
export const PROCESSES = [
  "Launch",
  "Terminate",
  "AddToLoadBalancer",
  "AlarmNotification",
  "AZRebalance",
  "HealthCheck",
  "InstanceRefresh",
  "ReplaceUnhealthy",
  "ScheduledActions",
] as const;

export type Process = (typeof PROCESSES)[number];

/** @param names @default - all of them. @throws AwsError ValidationError for one that there is not */
export function processesNamed(names: readonly string[] = PROCESSES): readonly Process[] {
  return names.map((name) => {
    const found = PROCESSES.find((process) => process === name);
    if (found) return found;
    throw validation(`${name} is not a valid process type, allowed: ${PROCESSES.join(", ")}`);
  });
}
