import { DescribeServicesCommand, ECSClient, type Service } from "@aws-sdk/client-ecs";
import { UserError } from "../../config/user-error";
import { loadBalancersOf } from "../../ecs-deploy/service";
import type { Operator } from "../operator";

/**
 * The service of a system, as ECS has it.
 *
 * @returns `undefined` where the system has none
 * @throws UserError where the tags name a service that is not there any more
 */
export async function readService({ calls, system }: Operator): Promise<Service | undefined> {
  if (!system.service) return undefined;
  const { cluster, service } = system.service;
  const { services = [] } = await calls.of(
    "ecs",
    ECSClient,
  )(new DescribeServicesCommand({ cluster, services: [service] }));
  const [found] = services;
  if (!found) {
    throw new UserError(
      `the cluster ${cluster} has no service ${service}, though the tags say so: tags of what is deleted are listed for a while. Deploy ${system.stack} again, or wait`,
    );
  }
  return found;
}

/** Name of the target group that users reach a service by; with CodeDeploy that of its primary task set. */
export function targetGroupOf(service: Service): string | undefined {
  return nameOfTargetGroup(loadBalancersOf(service)[0]?.targetGroupArn);
}

/** `shop-blue` of `arn:…:targetgroup/shop-blue/0123456789abcdef`. */
export function nameOfTargetGroup(arn: string | undefined): string | undefined {
  return arn?.split("/").at(-2);
}
