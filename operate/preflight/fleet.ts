import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type { Facts } from "../facts";
import type { SystemResources } from "../find-system";
import { readAutoScalingGroups } from "../read/auto-scaling-groups";
import { deploymentGroupOf } from "./deployment-group";

/** Whether a system is released to instances, and not to tasks. */
export function isFleet({ service, deploymentGroup }: SystemResources): boolean {
  return service === undefined && deploymentGroup !== undefined;
}

/** An Auto Scaling group whose instances are released to. */
export interface FleetGroup {
  readonly name: string;
  /** What AWS has of it. @default - it has gone */
  readonly group?: AutoScalingGroup;
}

/** The groups that CodeDeploy releases to, asked for once. None where it finds instances by tags of their own. */
export function groupsOf(facts: Facts): Promise<readonly FleetGroup[]> {
  return facts.once("auto scaling groups", async () => {
    const { autoScalingGroups = [] } = await deploymentGroupOf(facts);
    const names = autoScalingGroups.flatMap(({ name }) => name ?? []);
    const found = await readAutoScalingGroups(facts.operator, names);
    return names.map((name) => ({
      name,
      group: found.find(({ AutoScalingGroupName }) => AutoScalingGroupName === name),
    }));
  });
}

/**
 * Whether a release starts as many instances again, in a copy of their group. One in place starts none.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GreenFleetProvisioningOption.html
 */
export async function copiesGroups(facts: Facts): Promise<boolean> {
  const { deploymentStyle, blueGreenDeploymentConfiguration } = await deploymentGroupOf(facts);
  return (
    deploymentStyle?.deploymentType === "BLUE_GREEN" &&
    blueGreenDeploymentConfiguration?.greenFleetProvisioningOption?.action === "COPY_AUTO_SCALING_GROUP"
  );
}

/** The groups that a release copies; a copy is to have as many instances as its original is to. */
export async function copiedGroups(facts: Facts): Promise<readonly AutoScalingGroup[]> {
  if (!(await copiesGroups(facts))) return [];
  return (await groupsOf(facts)).flatMap(({ group }) => group ?? []);
}
