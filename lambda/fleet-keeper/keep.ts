import type { Aws } from "./aws";
import { deploysTo, deployTo, waitForDeployments } from "./deployments";
import {
  createFirstGroup,
  deleteGroup,
  type Group,
  groupsOf,
  isLeaving,
  refuseStranger,
  updateGroup,
} from "./groups";
import { waitFor } from "./patience";
import { scale } from "./scaling";
import { type Fleet, firstGroupName } from "./settings";

/** What Terraform learns of the fleet. */
export interface Kept {
  /** Name of the group that serves. */
  readonly group: string;
  /** Deployment that was in progress until the end: the settings follow when it is over. @default - none */
  readonly deferredBy?: string;
}

/**
 * Finds the group that serves. Where there is a deployment group that is what it deploys to, and nothing else: any other
 * is what a failed deployment left. Before there is one it is the oldest, since copies come later.
 *
 * @throws Error where that group has lost its tag
 */
export async function findServing(aws: Aws, fleet: Fleet): Promise<Group | undefined> {
  const groups = (await groupsOf(aws, fleet)).filter((group) => !isLeaving(group));
  const target = await deploysTo(aws, fleet);
  if (!target) return groups[0];
  const serving = groups.find(({ AutoScalingGroupName }) => target.groups.includes(AutoScalingGroupName));
  if (serving || target.groups.length === 0) return serving;
  await refuseStranger(aws, fleet, [...target.groups]);
  return undefined;
}

/**
 * Makes the fleet what the settings say; makes its first group where none serves.
 *
 * A deployment that is in progress is waited for. One that outlasts the function is no error, for Terraform takes the
 * settings for applied even where applying them failed, and would never ask again. The end of the deployment calls
 * {@link reconcile}, which applies them.
 *
 * @see https://pkg.go.dev/github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema#ResourceData.Partial
 * @throws Error where it does not come to that before the deadline
 */
export async function keep(
  aws: Aws,
  fleet: Fleet,
  deadline: number,
  formerTags: Readonly<Record<string, string>> = {},
): Promise<Kept> {
  const deferredBy = await waitForDeployments(aws, fleet, deadline);
  const serving = await findServing(aws, fleet);
  if (deferredBy) {
    if (serving) return { group: serving.AutoScalingGroupName, deferredBy };
    throw new Error(
      `deployment ${deferredBy} is in progress, and the group that it copied is gone: wait for its end`,
    );
  }
  const group = serving ?? (await makeFirst(aws, fleet, deadline));
  await updateGroup(aws, fleet, group, formerTags);
  await scale(aws, fleet, group.AutoScalingGroupName);
  return { group: group.AutoScalingGroupName };
}

async function makeFirst(aws: Aws, fleet: Fleet, deadline: number): Promise<Group> {
  const name = firstGroupName(fleet);
  const made = await waitFor(deadline, async () => {
    const found = (await groupsOf(aws, fleet)).find((group) => group.AutoScalingGroupName === name);
    if (found && !isLeaving(found)) return found;
    // One that AWS is still deleting has the name until its last instance is gone.
    if (!found && !(await createFirstGroup(aws, fleet))) await refuseStranger(aws, fleet, [name]);
    return undefined;
  });
  if (!made) {
    throw new Error(
      `an older ${name} is still being deleted: wait until its instances are terminated, and apply again`,
    );
  }
  const target = await deploysTo(aws, fleet);
  if (target && !target.groups.includes(name)) await deployTo(aws, fleet, name);
  return made;
}

/**
 * Puts right what a deployment leaves: gives the copy the settings and policies of the fleet, and removes copies that
 * failed. Never makes a group: the last event may come when all is being destroyed.
 *
 * @param tidy whether to remove what failed; after a failure it is kept for people to look at
 */
export async function reconcile(
  aws: Aws,
  fleet: Fleet,
  deadline: number,
  tidy: boolean,
): Promise<Partial<Kept>> {
  const deferredBy = await waitForDeployments(aws, fleet, deadline);
  if (deferredBy) return { deferredBy };
  const serving = await findServing(aws, fleet);
  if (!serving) return {};
  await updateGroup(aws, fleet, serving, {});
  await scale(aws, fleet, serving.AutoScalingGroupName);
  if (tidy) await removeFailedCopies(aws, fleet);
  return { group: serving.AutoScalingGroupName };
}

/**
 * The order keeps the copy of a deployment that starts meanwhile: whatever is listed before nothing is in progress is
 * either the group that serves afterwards, or left behind. The original is none of these: a deployment that keeps it for
 * a while has not ended.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ContinueDeployment.html
 */
async function removeFailedCopies(aws: Aws, fleet: Fleet): Promise<void> {
  const groups = (await groupsOf(aws, fleet)).filter((group) => !isLeaving(group));
  if (groups.length < 2 || (await waitForDeployments(aws, fleet, 0))) return;
  const target = await deploysTo(aws, fleet);
  const serving = groups.filter(({ AutoScalingGroupName }) => target?.groups.includes(AutoScalingGroupName));
  if (serving.length === 0) return;
  for (const group of groups) if (!serving.includes(group)) await deleteGroup(aws, group);
}
