import { type Actions, AwsError } from "../aws/actions";
import type { TaskDefinition } from "../tasks/model";
import { type Reading, seconds, taskDefinitionOf, versionsOf } from "./model";

/**
 * What the versions of a service run. A family alone means the newest of its revisions.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html
 */
export function taskDefinitionReading(reading: Reading): Actions {
  return {
    "ecs.DescribeTaskDefinition": ({ taskDefinition, include }) => {
      const { tags, ...definition } = find(reading, String(taskDefinition));
      return {
        taskDefinition: definition,
        ...([include].flat().includes("TAGS") && { tags: tags ?? [] }),
      };
    },
  };
}

function find(reading: Reading, asked: string) {
  const version = versionsOf(reading).findLast((one) => {
    const arn = taskDefinitionOf(reading, one);
    const name = arn.slice(arn.indexOf("/") + 1);
    return [arn, name, name.replace(/:\d+$/, "")].includes(asked);
  });
  if (version === undefined) throw new AwsError("ClientException", "Unable to describe task definition.");
  return describe(reading, version);
}

/** Of a version that nobody knows the task definition of, the image says which it is. */
function describe(reading: Reading, version: string) {
  const { family, containerName } = reading.system.service;
  const known = reading.definitions?.find(version);
  const definition: Partial<TaskDefinition> = known?.definition ?? {
    family,
    containerDefinitions: [{ name: containerName, image: `${family}:${version}`, essential: true }],
  };
  const taskDefinitionArn = taskDefinitionOf(reading, version);
  return {
    ...definition,
    taskDefinitionArn,
    revision: Number(taskDefinitionArn.split(":").at(-1)),
    status: "ACTIVE",
    registeredAt: seconds(known?.registeredAt),
  };
}
