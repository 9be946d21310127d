import {
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
} from "@aws-sdk/client-auto-scaling";
import type { Aws } from "./aws";
import { patiently, waitFor } from "./patience";

/** Launches in a row that fail before the keeper gives up: one or two may be a zone without capacity. */
const FAILED_LAUNCHES = 3;

/**
 * Waits until as many instances as desired are in service, so that an apply says what keeps a first fleet from coming up.
 *
 * @throws Error with Auto Scaling's word for what went wrong
 */
export async function waitUntilInService(aws: Aws, group: string, deadline: number): Promise<void> {
  const reached = await waitFor(deadline, async () => {
    if (await isInService(aws, group)) return true;
    const failures = await lastFailures(aws, group);
    if (failures.length < FAILED_LAUNCHES) return undefined;
    throw new Error(
      `instances of ${group} cannot be launched: ${failures[0]}. Put that right and apply again: the group is kept`,
    );
  });
  if (reached) return;
  const [failure = "Auto Scaling names no failure"] = await lastFailures(aws, group);
  throw new Error(
    `not all instances of ${group} are in service yet: ${failure}. See its activity history, and apply again: the ` +
      "group is kept",
  );
}

async function isInService({ autoScaling }: Aws, group: string): Promise<boolean> {
  const { AutoScalingGroups = [] } = await patiently(() =>
    autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] })),
  );
  const { DesiredCapacity = 0, Instances = [] } = AutoScalingGroups[0] ?? {};
  const serving = Instances.filter(({ LifecycleState }) => LifecycleState === "InService");
  return AutoScalingGroups.length > 0 && serving.length >= DesiredCapacity;
}

/** What the newest activities failed by, as far back as all of them failed. */
async function lastFailures({ autoScaling }: Aws, group: string): Promise<string[]> {
  const { Activities = [] } = await patiently(() =>
    autoScaling.send(
      new DescribeScalingActivitiesCommand({ AutoScalingGroupName: group, MaxRecords: FAILED_LAUNCHES }),
    ),
  );
  const good = Activities.findIndex(({ StatusCode }) => StatusCode !== "Failed");
  return Activities.slice(0, good === -1 ? undefined : good).map(
    ({ StatusMessage, Description }) => StatusMessage ?? Description ?? "no reason given",
  );
}
