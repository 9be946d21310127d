import type { Actions } from "../aws/actions";
import { placeOf, type Reading } from "./model";

/**
 * The resources of the stack, whatever tags are asked for: there are no others on this machine.
 * @see https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export function tagReading(arns: readonly string[]): Actions {
  return {
    "tag.GetResources": () => ({
      PaginationToken: "",
      ResourceTagMappingList: arns.map((ResourceARN) => ({ ResourceARN, Tags: [] })),
    }),
  };
}

/** What a service that is released blue/green consists of. */
export function serviceArns(reading: Reading): string[] {
  const { pipeline, service, deployment, targetGroups, alarms } = reading.system;
  const { region, accountId } = placeOf(reading);
  const arn = (name: string, resource: string) => `arn:aws:${name}:${region}:${accountId}:${resource}`;
  return [
    arn("codepipeline", pipeline.name),
    arn("ecs", `service/${service.cluster}/${service.name}`),
    ...(deployment.engine === "codedeploy"
      ? [arn("codedeploy", `deploymentgroup:${deployment.application}/${deployment.group}`)]
      : []),
    ...targetGroups.map((group) => group.arn),
    ...alarms.map(({ name }) => arn("cloudwatch", `alarm:${name}`)),
  ];
}
