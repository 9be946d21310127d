import { readDeployment } from "./deployment";
import { readLoadBalancer, readTargetGroup } from "./load-balancer";
import type { ServiceModel, ServiceSystem, SystemBase } from "./model";
import type { Resource, Resources } from "./resources";
import { readContainers } from "./task-definition";

/** What is different where a service of containers is released, with the load balancer in front of it. */
type ServiceParts = Omit<ServiceSystem, keyof SystemBase> &
  Pick<SystemBase, "loadBalancer" | "targetGroups" | "listeners">;

/** Reads the service of a stack, and what releases it. */
export function readServiceSystem(resources: Resources): ServiceParts {
  const deployment = readDeployment(resources);
  return {
    platform: "service",
    loadBalancer: readLoadBalancer(resources),
    targetGroups: deployment.targetGroups.map(readTargetGroup),
    listeners: deployment.listeners,
    service: readService(resources, deployment.service),
    deployment: deployment.model,
    imageRepositories: resources.ofType("aws_ecr_repository").map((repository) => ({
      uri: repository.computed("repository_url"),
      immutable: repository.text("image_tag_mutability") === "IMMUTABLE",
    })),
  };
}

function readService(resources: Resources, service: Resource): ServiceModel {
  const balancer = service.block("load_balancer");
  const definition = resources.by("aws_ecs_task_definition", "arn", service.need("task_definition"));
  return {
    name: service.need("name"),
    arn: service.arn,
    cluster: resources.by("aws_ecs_cluster", "arn", service.need("cluster")).need("name"),
    desiredCount: service.number("desired_count") ?? 1,
    graceSeconds: service.number("health_check_grace_period_seconds") ?? 0,
    containerName: balancer.text("container_name") ?? "",
    containerPort: balancer.number("container_port") ?? 80,
    family: definition.need("family"),
    containerDefinitions: readContainers(definition),
    targetGroup: resources
      .by("aws_lb_target_group", "arn", balancer.text("target_group_arn") ?? "")
      .need("name"),
  };
}
