import { IMAGE_OUTPUT, TAGS } from "../../lambda/bake-ami/tags";
import { type AutomationStep, call, until } from "./automation-step";
import { type BakeSettings, EXECUTION } from "./bake-settings";

/** How steps name the new image. */
export const IMAGE = `{{ ${IMAGE_OUTPUT} }}`;
/** Where every way ends on which an instance may be left. */
export const LEFTOVERS = "step:findLeftovers";

/** No instance is left from here on. */
export function promotionSteps({ pointer }: BakeSettings): AutomationStep[] {
  return [
    {
      name: "markChecked",
      action: "aws:createTags",
      description: "Marks the image as one that has passed its checks",
      inputs: { ResourceType: "EC2", ResourceIds: [IMAGE], Tags: [{ Key: TAGS.checked, Value: "yes" }] },
      maxAttempts: 3,
    },
    call(
      "promote",
      ["ssm", "PutParameter"],
      { Name: pointer, Value: IMAGE, Type: "String", DataType: "aws:ec2:image", Overwrite: true },
      { description: "Promotes the image: what is launched from now on is launched from it", maxAttempts: 3 },
    ),
    {
      // Parameter Store answers before it has looked at the image, and drops a value that it does not like.
      // @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html
      ...until(
        "confirmPromotion",
        ["ssm", "GetParameter"],
        { Name: pointer },
        { selector: "$.Parameter.Value", values: [IMAGE] },
        { description: "Waits until the parameter names the image", timeoutSeconds: 300 },
      ),
      isEnd: true,
    },
  ];
}

/** By tag, not by what earlier steps handed on: a step that was cancelled has handed on nothing. */
export function leftoverSteps({ name }: BakeSettings): AutomationStep[] {
  const filters = {
    [`tag:${TAGS.owner}`]: [name],
    [`tag:${TAGS.bake}`]: [EXECUTION],
    "instance-state-name": ["pending", "running", "stopping", "stopped"],
  };
  return [
    call(
      "findLeftovers",
      ["ec2", "DescribeInstances"],
      { Filters: Object.entries(filters).map(([Name, Values]) => ({ Name, Values })) },
      {
        description: "Looks for instances of this bake",
        outputs: [
          { Name: "InstanceIds", Selector: "$.Reservations[*].Instances[*].InstanceId", Type: "StringList" },
        ],
        maxAttempts: 3,
      },
    ),
    {
      ...call(
        "terminateLeftovers",
        ["ec2", "TerminateInstances"],
        { InstanceIds: "{{ findLeftovers.InstanceIds }}" },
        { description: "Ends them", maxAttempts: 3 },
      ),
      isEnd: true,
    },
  ];
}
