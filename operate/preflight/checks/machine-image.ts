import { DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Facts } from "../../facts";
import { isMissing } from "../../refused";
import { copiesGroups, groupsOf, isFleet } from "../fleet";
import { type LaunchTemplate, launchTemplatesOf } from "../launch-template";
import { type Check, type Finding, NotChecked } from "../model";

/** How a launch template names a parameter that holds the image, with its version or its label where one is meant. */
const BY_PARAMETER = /^resolve:ssm:(.+)$/;

/**
 * The machine image that the next instances boot. A launch template is not looked at by AWS until something is launched by
 * it, and what its parameter named may have been deregistered since.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
 */
export const machineImagesThere: Check = {
  id: "machine-images-there",
  title: "machine images of new instances are there",
  applies: isFleet,
  async find({ facts }) {
    const [groups, starts] = await Promise.all([groupsOf(facts), copiesGroups(facts)]);
    const found = groups.map(async ({ group }) => {
      const templates = group ? await launchTemplatesOf(facts, group) : [];
      return (await Promise.all(templates.map((template) => lookAt(facts, template, starts)))).flat();
    });
    // Groups may be launched by the same template.
    const told = new Map((await Promise.all(found)).flat().map((finding) => [finding.message, finding]));
    return [...told.values()];
  },
};

/** @param starts whether the release starts instances */
async function lookAt(facts: Facts, { name, data }: LaunchTemplate, starts: boolean): Promise<Finding[]> {
  const level = starts ? "error" : "warning";
  const remedy = starts
    ? "the release starts instances by it: deploy the stack again, or have it name what is there"
    : "no instance is added or replaced until it is: deploy the stack again, or have it name what is there";
  if (data === undefined) return [{ level, message: `the launch template ${name} is not there`, remedy }];
  const { ImageId } = data;
  if (ImageId === undefined) throw new NotChecked(`the launch template ${name} names no machine image`);
  const [, parameter] = BY_PARAMETER.exec(ImageId) ?? [];
  const image = parameter === undefined ? ImageId : await parameterValue(facts, parameter);
  if (image === undefined) {
    const message = `the parameter ${parameter}, which the launch template ${name} takes its machine image from, is not there`;
    return [{ level, message, remedy }];
  }
  const fault = await faultOf(facts, image);
  if (fault === undefined) return [];
  const by = parameter === undefined ? `the launch template ${name}` : `the parameter ${parameter}`;
  const message = `the machine image ${image}, which ${by} names, ${fault}`;
  // A release that bakes its image has the parameter of the stack name that before it starts an instance.
  return parameter !== undefined && facts.operator.system.parameters.includes(parameter)
    ? [
        {
          level: "warning",
          message,
          remedy: "no instance is added or replaced until a release has baked another",
        },
      ]
    : [{ level, message, remedy }];
}

async function parameterValue({ operator }: Facts, name: string): Promise<string | undefined> {
  try {
    const send = operator.calls.of("ssm", SSMClient);
    return (await send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
  } catch (error) {
    if (isMissing(error, "ParameterNotFound", "ParameterVersionNotFound")) return undefined;
    throw error;
  }
}

/**
 * Why no instance boots from an image. One that is deprecated still does.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html
 */
async function faultOf({ operator }: Facts, image: string): Promise<string | undefined> {
  try {
    const { Images: [found] = [] } = await operator.calls.of(
      "ec2",
      EC2Client,
    )(new DescribeImagesCommand({ ImageIds: [image], IncludeDisabled: true }));
    if (found === undefined) return "is not there, or not for this account";
    return found.State === "available" ? undefined : `is ${found.State}, not available`;
  } catch (error) {
    if (!isMissing(error, "InvalidAMIID")) throw error;
    return "is not there, or not for this account";
  }
}
