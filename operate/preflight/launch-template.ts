import type { AutoScalingGroup, LaunchTemplateSpecification } from "@aws-sdk/client-auto-scaling";
import {
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  type ResponseLaunchTemplateData,
} from "@aws-sdk/client-ec2";
import type { Facts } from "../facts";
import { isMissing } from "../refused";
import { NotChecked } from "./model";

/** A version of a launch template that instances are launched by. */
export interface LaunchTemplate {
  /** As people know it. */
  readonly name: string;
  /** What it says. @default - the template, or its version, has gone */
  readonly data?: ResponseLaunchTemplateData;
}

/**
 * The launch templates of a group: its own first, then those that a mixed instances policy has for single types.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplate.html
 *
 * @throws NotChecked where the group is launched otherwise
 */
export async function launchTemplatesOf(
  facts: Facts,
  { AutoScalingGroupName, LaunchTemplate: single, MixedInstancesPolicy }: AutoScalingGroup,
): Promise<readonly LaunchTemplate[]> {
  const { LaunchTemplateSpecification: mixed, Overrides = [] } = MixedInstancesPolicy?.LaunchTemplate ?? {};
  const own = single ?? mixed;
  if (own === undefined) {
    throw new NotChecked(
      `the group ${AutoScalingGroupName} has no launch template: what a launch configuration says is not looked at`,
    );
  }
  const others = Overrides.flatMap(({ LaunchTemplateSpecification: other }) => other ?? []);
  return Promise.all([own, ...others].map((specification) => read(facts, specification)));
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html */
function read(facts: Facts, specification: LaunchTemplateSpecification): Promise<LaunchTemplate> {
  const { LaunchTemplateId, LaunchTemplateName, Version = "$Default" } = specification;
  const name = `${LaunchTemplateName ?? LaunchTemplateId} (${Version})`;
  // AWS wants one of the two, and groups have both.
  const named = LaunchTemplateId ? { LaunchTemplateId } : { LaunchTemplateName };
  return facts.once(`launch template ${name}`, async () => {
    try {
      const { LaunchTemplateVersions = [] } = await facts.operator.calls.of(
        "ec2",
        EC2Client,
      )(new DescribeLaunchTemplateVersionsCommand({ ...named, Versions: [Version] }));
      return { name, data: LaunchTemplateVersions[0]?.LaunchTemplateData };
    } catch (error) {
      if (!isMissing(error, "InvalidLaunchTemplate")) throw error;
      return { name };
    }
  });
}
