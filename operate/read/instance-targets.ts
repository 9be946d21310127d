import type { DeploymentInfo, InstanceTarget } from "@aws-sdk/client-codedeploy";
import type { LifecycleEventStatus, Role } from "../../deployment-view/events";
import { EVENTS } from "../../deployment-view/instance-lifecycle";
import { lifecycleEvent } from "./lifecycle-event";
import type { DeploymentState, Side } from "./model";

type Event = DeploymentState["lifecycleEvents"][number];

/**
 * Each lifecycle event once, in order, by what it came to on all instances. A deployment that has found none yet will do all
 * that its kind does.
 */
export function instanceEvents(
  instances: readonly InstanceTarget[],
  { deploymentStyle }: DeploymentInfo,
): Event[] {
  const { deploymentType, deploymentOption } = deploymentStyle ?? {};
  const all = instances.flatMap(({ lifecycleEvents = [], targetId }) =>
    lifecycleEvents.map(lifecycleEvent).map((event) => ofInstance(event, targetId)),
  );
  const isMoving = deploymentOption !== "WITHOUT_TRAFFIC_CONTROL";
  const toCome: readonly string[] = EVENTS[deploymentType === "BLUE_GREEN" ? "blueGreen" : "inPlace"].filter(
    (name) => isMoving || !TRAFFIC.test(name),
  );
  return [...new Set([...toCome, ...all.map(({ name }) => name)])].map((name) => {
    const own = all.filter((one) => one.name === name);
    return own.length > 0 ? together(own) : { name, status: "Pending" };
  });
}

/** Lifecycle events that only a deployment group with a load balancer has. */
const TRAFFIC = /Traffic$/;

/** What a script said is looked for on the instance that it ran on. */
function ofInstance(event: Event, targetId: string | undefined): Event {
  const id = targetId?.split("/").at(-1);
  return event.detail && id ? { ...event, detail: `${id}: ${event.detail}` } : event;
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
 *
 * @param beside the Auto Scaling groups of the deployment group, and whether another deployment has put instances back
 */
export function instanceSides(
  instances: readonly InstanceTarget[],
  { deploymentStyle, targetInstances }: DeploymentInfo,
  { groups, isUndone }: { readonly groups: readonly string[]; readonly isUndone: boolean },
): Side[] {
  const isBlueGreen = deploymentStyle?.deploymentType === "BLUE_GREEN";
  const [copy] = targetInstances?.autoScalingGroups ?? [];
  // Once users are moved for good, the copy is the deployment group's.
  const [original] = groups.filter((name) => name !== copy);
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
      id: (role === "replacement" && copy) || role,
      group: role === "replacement" ? (copy ?? original) : original,
      share: isUndone
        ? role === "original"
          ? 100
          : 0
        : total === 0
          ? 0
          : Math.round((100 * serving) / total),
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
