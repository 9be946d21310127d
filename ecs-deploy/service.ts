import { DescribeServicesCommand, type LoadBalancer, type Service } from "@aws-sdk/client-ecs";
import type { Context } from "./context";
import { DeployError } from "./failure";
import type { ServiceRef } from "./tasks";

/** Who moves users to a new version: ECS task by task, ECS in stages of its own, or CodeDeploy. */
export type Engine = "rolling" | "native" | "codeDeploy";

/**
 * What AWS says of a service.
 *
 * @throws DeployError where the cluster or the service is not there, or the service is being deleted
 */
export async function describeService({ aws }: Context, { cluster, service }: ServiceRef): Promise<Service> {
  const { services = [] } = await aws
    .ecs(new DescribeServicesCommand({ cluster, services: [service] }))
    .catch((error: Error) => {
      if (!/ClusterNotFound/.test(error.message)) throw error;
      throw new DeployError(
        `there is no cluster ${cluster} in this account and region: look at -c/--cluster and -r/--region`,
      );
    });
  const [found] = services;
  if (!found) {
    throw new DeployError(
      `the cluster ${cluster} has no service ${service}: look at -n/--service-name, or create the service first`,
    );
  }
  if (found.status !== undefined && found.status !== "ACTIVE") {
    throw new DeployError(
      `the service ${service} of the cluster ${cluster} is ${found.status}: it was deleted, and takes no new version. Create it again first`,
    );
  }
  return found;
}

/**
 * Who releases to a service.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service-options.html
 *
 * @throws DeployError where it is a controller outside of AWS
 */
export function engineOf({ serviceName, deploymentController, deploymentConfiguration }: Service): Engine {
  const controller = deploymentController?.type ?? "ECS";
  if (controller === "CODE_DEPLOY") return "codeDeploy";
  if (controller === "ECS")
    return (deploymentConfiguration?.strategy ?? "ROLLING") === "ROLLING" ? "rolling" : "native";
  throw new DeployError(
    `the service ${serviceName} has the deployment controller ${controller}, which releases by itself: allowed are ECS and CODE_DEPLOY`,
  );
}

/** The one of a service's deployments, or of its task sets, that has users or is to have them. */
export function primaryOf<T extends { readonly status?: string }>(several: readonly T[] = []): T | undefined {
  return several.find(({ status }) => status === "PRIMARY");
}

/** What a service runs. With CodeDeploy that is what the primary task set runs. */
export function taskDefinitionOf({ taskSets, taskDefinition }: Service): string {
  return primaryOf(taskSets)?.taskDefinition ?? taskDefinition ?? "";
}

/** What users reach a service by. With CodeDeploy that is what the primary task set has. */
export function loadBalancersOf({ taskSets, loadBalancers = [] }: Service): readonly LoadBalancer[] {
  return primaryOf(taskSets)?.loadBalancers ?? loadBalancers;
}
