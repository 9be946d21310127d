import { CodeDeployClient, GetDeploymentGroupCommand } from "@aws-sdk/client-codedeploy";
import { DescribeServicesCommand, ECSClient, type Service } from "@aws-sdk/client-ecs";
import type { Calls } from "../aws/calls";
import { UserError } from "../config/user-error";
import { engineOf } from "../ecs-deploy/service";
import { isMissing, missingAction } from "./refused";

/** ARN of a service, with its cluster and its name. */
export const SERVICE = /:ecs:[^:]*:\d*:service\/([^/]+)\/([^/]+)$/;

/** ARN of a deployment group, with its application and its name. */
export const DEPLOYMENT_GROUP = /:codedeploy:[^:]*:\d*:deploymentgroup:([^/]+)\/(.+)$/;

/**
 * Leaves out what only looks as if it were the system's: a service that was replaced, and the deployment group of an engine
 * that was left. AWS lists what bore a tag for a while after it has gone.
 *
 * Whoever may not look is told so by the command that cannot do without; the tags are taken at their word until then.
 *
 * @throws UserError where no service is there any more, or nothing releases to the one that is
 * @see https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export async function withoutLeftovers(calls: Calls, arns: readonly string[]): Promise<string[]> {
  try {
    const service = await onlyService(calls, arns);
    const groups = await groupsOf(calls, arns, service);
    const kept = new Set([...(service?.serviceArn ? [service.serviceArn] : []), ...groups]);
    return arns.filter((arn) => !(SERVICE.test(arn) || DEPLOYMENT_GROUP.test(arn)) || kept.has(arn));
  } catch (error) {
    if (missingAction(error) === undefined) throw error;
    return [...arns];
  }
}

/** The service that is there; `undefined` where the tags name none. */
async function onlyService(calls: Calls, arns: readonly string[]): Promise<Service | undefined> {
  const named = arns.filter((arn) => SERVICE.test(arn));
  const described = await Promise.all(named.map((arn) => describe(calls, arn)));
  const active = described.find(({ status }) => status === "ACTIVE");
  if (active || named.length === 0) return active;
  const words = described.map(({ serviceArn, status }) => `${serviceArn} is ${status}`);
  throw new UserError(
    `${words.join(", ")}: it was deleted, and serves nobody. Deploy the stack again, or wait until AWS lists its tags no more`,
  );
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
async function describe(calls: Calls, serviceArn: string): Promise<Service> {
  const [, cluster, service = ""] = SERVICE.exec(serviceArn) ?? [];
  const send = calls.of("ecs", ECSClient);
  try {
    const { services: [found] = [] } = await send(
      new DescribeServicesCommand({ cluster, services: [service] }),
    );
    return found ? { ...found, serviceArn } : { serviceArn, status: "MISSING" };
  } catch (error) {
    if (!isMissing(error, "ClusterNotFound")) throw error;
    return { serviceArn, status: "MISSING" };
  }
}

/** The deployment groups that still release: none where ECS itself does. */
async function groupsOf(
  calls: Calls,
  arns: readonly string[],
  service: Service | undefined,
): Promise<string[]> {
  const named = arns.filter((arn) => DEPLOYMENT_GROUP.test(arn));
  if (service && engineOf(service) !== "codeDeploy") return [];
  // One is looked at by whatever is asked next; of several it must be known which is there.
  const isThere = await Promise.all(named.map((arn) => named.length === 1 || exists(calls, arn)));
  const groups = named.filter((_, index) => isThere[index]);
  if (service && groups.length === 0) {
    throw new UserError(
      `CodeDeploy releases to ${service.serviceArn}, and no deployment group bears the tags of its stack: deploy the stack again, or tag the group as the service is`,
    );
  }
  return groups;
}

async function exists(calls: Calls, arn: string): Promise<boolean> {
  const [, applicationName, deploymentGroupName] = DEPLOYMENT_GROUP.exec(arn) ?? [];
  const send = calls.of("codedeploy", CodeDeployClient);
  try {
    await send(new GetDeploymentGroupCommand({ applicationName, deploymentGroupName }));
    return true;
  } catch (error) {
    if (!isMissing(error, "DeploymentGroupDoesNotExist", "ApplicationDoesNotExist")) throw error;
    return false;
  }
}
