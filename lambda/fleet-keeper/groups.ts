import {
  AttachLoadBalancerTargetGroupsCommand,
  type AutoScalingGroup,
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroupCommand,
  DeleteTagsCommand,
  DescribeAutoScalingGroupsCommand,
  DetachLoadBalancerTargetGroupsCommand,
  paginateDescribeAutoScalingGroups,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { type Aws, isMissing } from "./aws";
import { patiently } from "./patience";
import { FLEET_TAG, type Fleet, firstGroupName, tagsOf } from "./settings";

/** A group that bears the fleet's tag. Only such a group is ever changed or deleted. */
export type Group = AutoScalingGroup & { readonly AutoScalingGroupName: string };

/** Every group of the fleet, the one that serves and what deployments left behind; oldest first. */
export async function groupsOf({ autoScaling }: Aws, fleet: Fleet): Promise<Group[]> {
  return patiently(async () => {
    const groups: AutoScalingGroup[] = [];
    const Filters = [{ Name: `tag:${FLEET_TAG}`, Values: [fleet.name] }];
    for await (const page of paginateDescribeAutoScalingGroups({ client: autoScaling }, { Filters })) {
      groups.push(...(page.AutoScalingGroups ?? []));
    }
    return groups
      .filter((group): group is Group => belongsTo(fleet, group))
      .sort((a, b) => Number(a.CreatedTime) - Number(b.CreatedTime));
  });
}

/** The filter is AWS's; what may be deleted is looked at once more. */
function belongsTo({ name }: Fleet, { Tags = [] }: AutoScalingGroup): boolean {
  return Tags.some(({ Key, Value }) => Key === FLEET_TAG && Value === name);
}

/**
 * Whether AWS is deleting it already.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html
 */
export const isLeaving = (group: AutoScalingGroup): boolean => group.Status !== undefined;

/** @throws Error where a group of that name stands that is not the fleet's */
export async function refuseStranger({ autoScaling }: Aws, fleet: Fleet, names: string[]): Promise<void> {
  const { AutoScalingGroups = [] } = await patiently(() =>
    autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: names })),
  );
  const stranger = AutoScalingGroups.find((group) => !isLeaving(group) && !belongsTo(fleet, group));
  if (!stranger) return;
  throw new Error(
    `the Auto Scaling group ${stranger.AutoScalingGroupName} has no tag ${FLEET_TAG} = ${fleet.name}, and the keeper ` +
      "touches no group without it: put the tag back if the group is this fleet's, else delete or rename it",
  );
}

/**
 * The newest version of the launch template is the one that Terraform declares. `$Default` would be the same only while
 * nobody forgets to move it. A golden image needs no version at all: it is a parameter that the template points to.
 */
const launchTemplate = ({ launchTemplateId }: Fleet) => ({
  LaunchTemplateId: launchTemplateId,
  Version: "$Latest",
});

const declared = (fleet: Fleet) => ({
  LaunchTemplate: launchTemplate(fleet),
  MinSize: fleet.sizes.min,
  MaxSize: fleet.sizes.max,
  VPCZoneIdentifier: fleet.subnetIds.join(","),
  HealthCheckType: "ELB",
  HealthCheckGracePeriod: fleet.healthCheckGraceSeconds,
});

/** @returns whether it was made; else there is one of the name */
export async function createFirstGroup({ autoScaling }: Aws, fleet: Fleet): Promise<boolean> {
  const name = firstGroupName(fleet);
  try {
    await patiently(() =>
      autoScaling.send(
        new CreateAutoScalingGroupCommand({
          AutoScalingGroupName: name,
          ...declared(fleet),
          DesiredCapacity: fleet.sizes.desired,
          TargetGroupARNs: [...fleet.targetGroupArns],
          Tags: tagRows(name, tagsOf(fleet)),
        }),
      ),
    );
    return true;
  } catch (error) {
    if (/^AlreadyExists/.test((error as Error).name)) return false;
    throw error;
  }
}

/**
 * Makes a group what the settings say, but for the size that auto scaling has chosen: where that lies outside of the new
 * minimum and maximum, AWS itself moves it to the nearer of them.
 *
 * @param formerTags tags that settings gave before
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
 */
export async function updateGroup(
  { autoScaling }: Aws,
  fleet: Fleet,
  { AutoScalingGroupName, TargetGroupARNs = [] }: Group,
  formerTags: Readonly<Record<string, string>>,
): Promise<void> {
  const missing = fleet.targetGroupArns.filter((arn) => !TargetGroupARNs.includes(arn));
  const extra = TargetGroupARNs.filter((arn) => !fleet.targetGroupArns.includes(arn));
  const tags = tagsOf(fleet);
  const dropped = Object.keys(formerTags).filter((key) => !Object.hasOwn(tags, key));
  const name = { AutoScalingGroupName };

  await patiently(() => autoScaling.send(new UpdateAutoScalingGroupCommand({ ...name, ...declared(fleet) })));
  if (missing.length > 0) {
    const attach = new AttachLoadBalancerTargetGroupsCommand({ ...name, TargetGroupARNs: missing });
    await patiently(() => autoScaling.send(attach));
  }
  if (extra.length > 0) {
    const detach = new DetachLoadBalancerTargetGroupsCommand({ ...name, TargetGroupARNs: extra });
    await patiently(() => autoScaling.send(detach));
  }
  const put = new CreateOrUpdateTagsCommand({ Tags: tagRows(AutoScalingGroupName, tags) });
  await patiently(() => autoScaling.send(put));
  if (dropped.length > 0) {
    const Tags = dropped.map((Key) => ({ Key, ...tagged(AutoScalingGroupName) }));
    await patiently(() => autoScaling.send(new DeleteTagsCommand({ Tags })));
  }
}

/** Deletes a group with all its instances, policies and their alarms. It is listed until the last instance is gone. */
export async function deleteGroup({ autoScaling }: Aws, { AutoScalingGroupName }: Group): Promise<void> {
  try {
    await patiently(() =>
      autoScaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true })),
    );
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

const tagged = (group: string) => ({ ResourceId: group, ResourceType: "auto-scaling-group" });

const tagRows = (group: string, tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: true, ...tagged(group) }));
