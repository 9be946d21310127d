import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import type { Calls } from "../aws/calls";
import { UserError } from "../config/user-error";
import { DEPLOYMENT_GROUP, SERVICE, withoutLeftovers } from "./leftovers";

/** What is looked for: the tags that every resource of a stack bears. */
export interface SystemName {
  /** Tag `System`: the setting `name`. */
  readonly name: string;
  /** Tag `Stack`, such as `ecs-blue-green`. */
  readonly stack: string;
}

/** What AWS has of a system, by the names that calls take. */
export interface SystemResources extends SystemName {
  readonly region: string;
  readonly accountId: string;
  readonly pipeline?: string;
  readonly deploymentGroup?: { readonly application: string; readonly group: string };
  readonly service?: { readonly cluster: string; readonly service: string; readonly arn: string };
  readonly targetGroups: readonly { readonly name: string; readonly arn: string }[];
  readonly loadBalancerArn?: string;
  /** Names of the alarms of the stack. */
  readonly alarms: readonly string[];
  /** Repository of ECR. */
  readonly imageRepository?: string;
  /** Repository of CodeCommit. */
  readonly sourceRepository?: string;
  /** Names of parameters of Systems Manager. */
  readonly parameters: readonly string[];
}

/**
 * Finds what a stack consists of by its tags: whoever replaced a module is found, too.
 *
 * @throws UserError where nothing bears the tags, or what users are served by is not there any more
 */
export async function findSystem(calls: Calls, system: SystemName): Promise<SystemResources> {
  return resourcesOf(system, await withoutLeftovers(calls, await taggedArns(calls, system)));
}

/**
 * Everything that bears the tags of a stack, and what has borne them until a while ago.
 * @see https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
async function taggedArns(calls: Calls, { name, stack }: SystemName): Promise<string[]> {
  const send = calls.of("tag", ResourceGroupsTaggingAPIClient);
  const arns: string[] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await send(
      new GetResourcesCommand({
        TagFilters: [
          { Key: "System", Values: [name] },
          { Key: "Stack", Values: [stack] },
        ],
        PaginationToken,
      }),
    );
    arns.push(...(page.ResourceTagMappingList ?? []).flatMap(({ ResourceARN }) => ResourceARN ?? []));
    // The last page has an empty one.
    PaginationToken = page.PaginationToken || undefined;
  } while (PaginationToken);
  if (arns.length === 0) {
    throw new UserError(
      `nothing in this account and region bears the tags System=${name} and Stack=${stack}: look at --region, --profile and --name, or deploy ${stack} first`,
    );
  }
  return arns;
}

/** Sorts the resources of a stack by what they are. */
export function resourcesOf(system: SystemName, arns: readonly string[]): SystemResources {
  const [, , , region = "", accountId = ""] = arns.find((arn) => /:\d{12}:/.test(arn))?.split(":") ?? [];
  const all = (pattern: RegExp) => arns.flatMap((arn) => pattern.exec(arn)?.slice(1) ?? []);
  const [application, group] = all(DEPLOYMENT_GROUP);
  const service = arns.find((arn) => SERVICE.test(arn));
  const [cluster, serviceName] = service?.split("/").slice(-2) ?? [];
  return {
    ...system,
    region,
    accountId,
    pipeline: all(/:codepipeline:[^:]*:\d+:([^:/]+)$/)[0],
    deploymentGroup: application && group ? { application, group } : undefined,
    service: service && cluster && serviceName ? { cluster, service: serviceName, arn: service } : undefined,
    targetGroups: arns
      .filter((arn) => /:targetgroup\//.test(arn))
      .map((arn) => ({ arn, name: arn.split("/").at(-2) ?? "" }))
      .sort((one, other) => one.name.localeCompare(other.name)),
    loadBalancerArn: arns.find((arn) => /:loadbalancer\/(app|net)\//.test(arn)),
    alarms: all(/:cloudwatch:.*:alarm:(.+)$/).sort(),
    imageRepository: all(/:ecr:.*:repository\/(.+)$/)[0],
    sourceRepository: all(/:codecommit:[^:]*:\d+:([^:/]+)$/)[0],
    parameters: all(/:ssm:.*:parameter(\/.+)$/).sort(),
  };
}
