import { log } from "../validate-green/log";
import type { Aws } from "./aws";
import { waitForDeployments } from "./deployments";
import { deleteGroup, type Group, groupsOf, isLeaving } from "./groups";
import { waitFor } from "./patience";
import { removeAlarms } from "./scaling";
import type { Fleet } from "./settings";

/** Looks in a row that find nothing: CodeDeploy may be about to make a copy when its deployment group is deleted. */
const EMPTY_LOOKS = 2;

/**
 * Removes the group that serves and every other of the fleet, and waits until their instances are gone: what they use,
 * such as subnets and security groups, can be deleted only then.
 *
 * A deployment that is in progress is waited for, not stopped: AWS lets no policy say whose deployments a role may stop.
 * On the way out of a whole stack there is none, for the deployment group goes before the fleet.
 *
 * @throws Error that says what is left; to do it again goes on from there
 */
export async function removeFleet(aws: Aws, fleet: Fleet, deadline: number): Promise<void> {
  const running = await waitForDeployments(aws, fleet, deadline);
  if (running) {
    throw new Error(
      `deployment ${running} is in progress: wait for it, or stop it with "aws deploy stop-deployment ` +
        `--deployment-id ${running}"; then run destroy again`,
    );
  }
  let left: readonly Group[] = [];
  let looks = 0;
  const gone = await waitFor(deadline, async () => {
    left = await groupsOf(aws, fleet);
    for (const group of left) if (!isLeaving(group)) await deleteGroup(aws, group);
    looks = left.length === 0 ? looks + 1 : 0;
    if (left.length > 0) log({ message: "waiting for instances to go", groups: left.map(describe) });
    return looks < EMPTY_LOOKS ? undefined : true;
  });
  if (!gone) {
    throw new Error(
      `not all instances are gone yet: ${left.map(describe).join(", ")}. They go on leaving: run destroy again in a few minutes`,
    );
  }
  await removeAlarms(aws, fleet);
}

const describe = ({ AutoScalingGroupName, Instances = [] }: Group) =>
  `${AutoScalingGroupName} has ${Instances.length}`;
