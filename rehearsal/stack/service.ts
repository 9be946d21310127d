import type { TaskDefinition } from "../tasks/model";
import { readDeployment } from "./deployment";
import { readLoadBalancer, readTargetGroup } from "./load-balancer";
import type { ServiceModel, ServiceSystem, SystemBase } from "./model";
import { readPlacement } from "./placement";
import type { Resource, Resources } from "./resources";
import { readContainers, readTaskDefinition } from "./task-definition";

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
    firstDefinition: taggedDefinition(resources, deployment.service),
    imageRepositories: resources.ofType("aws_ecr_repository").map((repository) => ({
      uri: repository.computed("repository_url"),
      immutable: repository.text("image_tag_mutability") === "IMMUTABLE",
    })),
  };
}

function readService(resources: Resources, service: Resource): ServiceModel {
  const balancer = service.block("load_balancer");
  const definition = definitionOf(resources, service);
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
    placement: readPlacement(service),
  };
}

/** What the first apply runs, with the tags that its provider gives it beside its own. */
function taggedDefinition(resources: Resources, service: Resource): TaskDefinition {
  const definition = definitionOf(resources, service);
  const tags = { ...resources.defaultTags, ...definition.map("tags") };
  return {
    ...readTaskDefinition(definition),
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  };
}

function definitionOf(resources: Resources, service: Resource): Resource {
  return resources.by("aws_ecs_task_definition", "arn", service.need("task_definition"));
}
