import type { Service } from "@aws-sdk/client-ecs";
import { engineOf } from "../../ecs-deploy/service";

/**
 * Tasks that a release must have room for beside those that run. Blue/green starts all of them again. ECS's rolling
 * replaces a few at a time: one is enough, and none where the healthy percentage lets an old one end first.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function newTasksOf(service: Service): number {
  const { desiredCount = 0, deploymentConfiguration } = service;
  if (engineOf(service) !== "rolling") return desiredCount;
  const { minimumHealthyPercent = 100 } = deploymentConfiguration ?? {};
  const mayEndFirst = Math.ceil((desiredCount * minimumHealthyPercent) / 100) < desiredCount;
  return mayEndFirst ? 0 : Math.min(1, desiredCount);
}
