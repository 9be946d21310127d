import type { DeploymentInfo, InstanceTarget } from "@aws-sdk/client-codedeploy";
import type { LifecycleEventStatus, Role } from "../../deployment-view/events";
import { lifecycleEvent } from "./lifecycle-event";
import type { DeploymentState, Side } from "./model";

type Event = DeploymentState["lifecycleEvents"][number];

/** Each lifecycle event once, in order, by what it came to on all instances. */
export function instanceEvents(instances: readonly InstanceTarget[]): Event[] {
  const all = instances.flatMap(({ lifecycleEvents = [] }) => lifecycleEvents.map(lifecycleEvent));
  return [...new Set(all.map(({ name }) => name))].map((name) =>
    together(all.filter((one) => one.name === name)),
  );
}

function together(events: readonly Event[]): Event {
  const [first] = events;
  const status = joined(events.map((event) => event.status));
  const told =
    events.find((event) => event.status === "Failed" && event.detail) ?? events.find(({ detail }) => detail);
  const begins = events.flatMap(({ startedAt }) => startedAt ?? []);
  const ends = events.flatMap(({ endedAt }) => endedAt ?? []);
  return {
    name: first?.name ?? "",
    status,
    ...(told?.detail && { detail: told.detail }),
    ...(begins.length > 0 && { startedAt: Math.min(...begins) }),
    ...(ends.length > 0 && status !== "InProgress" && { endedAt: Math.max(...ends) }),
  };
}

/** One that failed says it for all; else it goes on until no instance has it before itself. */
function joined(statuses: readonly LifecycleEventStatus[]): LifecycleEventStatus {
  const [first = "Unknown", ...others] = new Set(statuses);
  if (others.length === 0) return first;
  if (statuses.includes("Failed")) return "Failed";
  return statuses.includes("Pending") || statuses.includes("InProgress") ? "InProgress" : "Succeeded";
}

/**
 * Both sides, as far as CodeDeploy tells: two groups of instances, or those of one group that have been changed and those
 * that have not. Users are spread over the instances that are registered, so that a share is theirs.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_InstanceTarget.html
 */
export function instanceSides(
  instances: readonly InstanceTarget[],
  { deploymentStyle, targetInstances }: DeploymentInfo,
): Side[] {
  if (instances.length === 0) return [];
  const isBlueGreen = deploymentStyle?.deploymentType === "BLUE_GREEN";
  const sides = (["original", "replacement"] as const).map((role) => {
    const own = instances.filter((one) => (isBlueGreen ? roleOf(one) : changed(one)) === role);
    return {
      role,
      own,
      serving: isBlueGreen ? own.filter((one) => isServing(one, role)).length : own.length,
    };
  });
  const total = sides.reduce((sum, { serving }) => sum + serving, 0);
  return sides.map(({ role, own, serving }): Side => {
    const running = own.filter(({ status }) => status !== "Failed" && status !== "Unknown").length;
    return {
      role,
      id: (role === "replacement" && targetInstances?.autoScalingGroups?.[0]) || role,
      share: total === 0 ? 0 : Math.round((1000 * serving) / total) / 10,
      desired: own.length,
      running,
      pending: role === "replacement" ? own.filter(({ status }) => status === "Pending").length : 0,
    };
  });
}

function roleOf({ instanceLabel }: InstanceTarget): Role {
  return instanceLabel === "Green" ? "replacement" : "original";
}

function changed({ status }: InstanceTarget): Role {
  return status === "Succeeded" ? "replacement" : "original";
}

function isServing({ lifecycleEvents = [] }: InstanceTarget, role: Role): boolean {
  const has = (name: string) =>
    lifecycleEvents.some((event) => event.lifecycleEventName === name && event.status === "Succeeded");
  return role === "replacement" ? has("AllowTraffic") : !has("BlockTraffic");
}
