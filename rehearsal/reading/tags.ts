import type { Actions } from "../aws/actions";
import { placeOf, type Reading } from "./model";
import { repositoryArns } from "./repositories";

/** Tags that every resource of a stack bears, by their keys. */
export type Tags = Readonly<Record<string, string>>;

interface TagFilter {
  readonly Key?: string;
  readonly Values?: readonly string[];
}

/**
 * The resources of the stack, where they bear every tag that is asked for: there are no others on this machine.
 * @see https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export function tagReading(arns: readonly string[], tags: Tags): Actions {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  // A key without values asks for whatever bears it.
  const bears = ({ Key = "", Values = [] }: TagFilter) => {
    const value = tags[Key];
    return value !== undefined && (Values.length === 0 || Values.includes(value));
  };
  return {
    "tag.GetResources": ({ TagFilters }) => {
      const filters = [TagFilters ?? []].flat() as readonly TagFilter[];
      const found = filters.every(bears) ? arns : [];
      return {
        PaginationToken: "",
        ResourceTagMappingList: found.map((ResourceARN) => ({ ResourceARN, Tags })),
      };
    },
  };
}

/** What a service that is released blue/green consists of. */
export function serviceArns(reading: Reading): string[] {
  const { pipeline, service, deployment, targetGroups, alarms, imageRepositories, parameters } =
    reading.system;
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
    ...repositoryArns(imageRepositories, { region, accountId }),
    ...parameters.map(({ name }) => arn("ssm", `parameter${name}`)),
  ];
}
