import {
  AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import type { Operator } from "../operator";

/** Auto Scaling groups by name, however many pages they stand on; those that have gone are left out. */
export async function readAutoScalingGroups(
  { calls }: Operator,
  names: readonly string[],
): Promise<AutoScalingGroup[]> {
  // Without a name, AWS would tell of every group of the account.
  if (names.length === 0) return [];
  const send = calls.of("autoscaling", AutoScalingClient);
  const groups: AutoScalingGroup[] = [];
  let NextToken: string | undefined;
  do {
    const page = await send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [...names], NextToken }),
    );
    groups.push(...(page.AutoScalingGroups ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return groups;
}
