import type { DeploymentInfo, InstanceTarget } from "@aws-sdk/client-codedeploy";
import type { LifecycleEventStatus, Role } from "../../deployment-view/events";
import { EVENTS } from "../../deployment-view/instance-lifecycle";
import { lifecycleEvent } from "./lifecycle-event";
import { type DeploymentState, isGoing, type Side } from "./model";

type Event = DeploymentState["lifecycleEvents"][number];

/**
 * Each lifecycle event once, in order, by what it came to on all instances. A deployment that has found none yet will do all
 * that its kind does.
 */
export function instanceEvents(
  instances: readonly InstanceTarget[],
  { deploymentStyle, status = "Created" }: DeploymentInfo,
): Event[] {
  const { deploymentType, deploymentOption } = deploymentStyle ?? {};
  const isOver = !isGoing({ status });
  const all = instances.flatMap(({ lifecycleEvents = [], targetId }) =>
    lifecycleEvents.map(lifecycleEvent).map((event) => ofInstance(event, targetId)),
  );
  const isMoving = deploymentOption !== "WITHOUT_TRAFFIC_CONTROL";
  const toCome: readonly string[] = EVENTS[deploymentType === "BLUE_GREEN" ? "blueGreen" : "inPlace"].filter(
    (name) => isMoving || !TRAFFIC.test(name),
  );
  return [...new Set([...toCome, ...all.map(({ name }) => name)])].map((name) => {
    const own = all.filter((one) => one.name === name);
    return own.length > 0 ? together(own, isOver) : { name, status: "Pending" };
  });
}

/** Lifecycle events that only a deployment group with a load balancer has. */
const TRAFFIC = /Traffic$/;

/** What a script said is looked for on the instance that it ran on. */
function ofInstance(event: Event, targetId: string | undefined): Event {
  const id = targetId?.split("/").at(-1);
  return event.detail && id ? { ...event, detail: `${id}: ${event.detail}` } : event;
}

function together(events: readonly Event[], isOver: boolean): Event {
  const [first] = events;
  const status = (isOver ? left : joined)(events.map((event) => event.status));
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

/** Nothing goes on once a deployment is over: what it has done to some of the instances it has done, and no more comes. */
function left(statuses: readonly LifecycleEventStatus[]): LifecycleEventStatus {
  const [first = "Unknown", ...others] = new Set(statuses);
  if (statuses.includes("Failed")) return "Failed";
  if (statuses.includes("Succeeded")) return "Succeeded";
  return others.length === 0 && first !== "InProgress" ? first : "Skipped";
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
  const roleIn = (one: InstanceTarget): Role | undefined => {
    // What puts them back takes a copy away, and brings instances that were changed to what they had.
    if (isUndone) return isBlueGreen && roleOf(one) === "replacement" ? undefined : "original";
    return isBlueGreen ? roleOf(one) : changed(one);
  };
  const sides = (["original", "replacement"] as const).map((role) => {
    const own = instances.filter((one) => roleIn(one) === role);
    const serving = isBlueGreen && !isUndone ? own.filter((one) => isServing(one, role)) : own;
    return { role, own, serving: serving.length };
  });
  const total = sides.reduce((sum, { serving }) => sum + serving, 0);
  return sides.map(({ role, own, serving }): Side => {
    const running = own.filter(({ status }) => status !== "Failed" && status !== "Unknown").length;
    return {
      role,
      id: (role === "replacement" && copy) || role,
      group: role === "replacement" ? (copy ?? original) : original,
      share: total === 0 ? 0 : Math.round((100 * serving) / total),
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
