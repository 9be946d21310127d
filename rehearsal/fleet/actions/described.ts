import type { DescribedInstance } from "../../automation";
import type { Fleet, LaunchTemplateModel, LifecycleState } from "../model";

const STATES: Readonly<Partial<Record<LifecycleState, DescribedInstance["state"]>>> = {
  Pending: "pending",
  Terminating: "shutting-down",
  Terminated: "terminated",
};

/** The instances of all groups, as EC2 knows them beside those of others. */
export function described(
  fleet: Fleet,
  launchTemplates: readonly LaunchTemplateModel[],
): readonly DescribedInstance[] {
  return fleet.groups.flatMap(({ settings, members }) => {
    const template = launchTemplates.find(({ id }) => id === settings.launchTemplateId);
    return members.map(({ id, imageId = "", instance, launchedAt, state, zone }) => ({
      id,
      imageId,
      instanceType: template?.instanceType ?? "",
      zone,
      state: STATES[state] ?? "running",
      isOnline: instance !== undefined,
      launchedAt,
      tags: { ...settings.tags, "aws:autoscaling:groupName": settings.name },
    }));
  });
}
