import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type { Operator } from "../../operator";
import { readAutoScalingGroups } from "../../read/auto-scaling-groups";
import { readDeploymentGroup } from "../../read/deployment-group";
import { isNote, NOTE } from "../../read/group-notes";
import type { GroupNotes } from "../model";

/**
 * The Auto Scaling groups that are released to in place, with what scripts have noted on them. A group that releases
 * replace is never changed.
 */
export async function readGroups(operator: Operator): Promise<GroupNotes[]> {
  const info = await readDeploymentGroup(operator);
  if (info.deploymentStyle?.deploymentType !== "IN_PLACE") return [];
  const names = (info.autoScalingGroups ?? []).flatMap(({ name }) => name ?? []);
  return (await readAutoScalingGroups(operator, names)).map(notesOf);
}

/** What is noted on a group; its processes only as far as they are still suspended. */
export function notesOf(group: AutoScalingGroup): GroupNotes {
  const { AutoScalingGroupName = "", MinSize = 0, Instances = [], SuspendedProcesses = [] } = group;
  const notes = new Map(
    (group.Tags ?? []).flatMap(({ Key, Value }) =>
      isNote(Key) ? [[Key.slice(NOTE.length), Value ?? ""] as const] : [],
    ),
  );
  const isSuspended = new Set(SuspendedProcesses.map(({ ProcessName }) => ProcessName));
  const before = notes.get("min-size");
  return {
    group: AutoScalingGroupName,
    minimum: MinSize,
    minimumBefore: before === undefined ? undefined : Number(before),
    suspended: (notes.get("suspended") ?? "").split("+").filter((name) => isSuspended.has(name)),
    standby: Instances.flatMap(({ InstanceId, LifecycleState }) =>
      InstanceId && /Standby$/.test(LifecycleState ?? "") ? [InstanceId] : [],
    ),
    keys: [...notes.keys()],
  };
}
