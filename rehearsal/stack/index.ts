import { dirname, join } from "node:path";
import { UserError } from "../../config/user-error";
import type { FunctionModel } from "../hooks/model";
import type { ContainerDefinition } from "../tasks/model";
import { readAlarms } from "./alarms";
import { readDeployment } from "./deployment";
import { readListeners, readLoadBalancer, readTargetGroup } from "./load-balancer";
import type { ServiceModel, System } from "./model";
import { readBuildProject, readPipeline } from "./pipeline";
import { type Resource, Resources } from "./resources";

export type { System } from "./model";

/**
 * Reads a synthesised stack as the system that it would be on AWS.
 *
 * @param stack its name
 * @param file path of its `cdk.tf.json`
 * @throws UserError for a stack that releases nothing, or a value that cannot be told without AWS
 */
export function readSystem(
  stack: string,
  file: string,
  json: ConstructorParameters<typeof Resources>[0],
): System {
  const resources = new Resources(json, file);
  const deployment = readDeployment(resources);
  return {
    stack,
    region: resources.region,
    loadBalancer: readLoadBalancer(resources),
    targetGroups: deployment.targetGroups.map(readTargetGroup),
    listeners: readListeners(resources, deployment.routes),
    service: readService(resources, deployment.service),
    deployment: deployment.model,
    pipeline: readPipeline(resources),
    buildProjects: resources.ofType("aws_codebuild_project").map(readBuildProject),
    functions: resources
      .ofType("aws_lambda_function")
      .map((resource) => readFunction(resource, dirname(file))),
    alarms: readAlarms(resources),
    parameters: Object.fromEntries(
      resources
        .ofType("aws_ssm_parameter")
        .map((parameter) => [parameter.need("name"), parameter.text("value") ?? ""]),
    ),
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
    containerDefinitions: containers(definition),
    targetGroup: resources
      .by("aws_lb_target_group", "arn", balancer.text("target_group_arn") ?? "")
      .need("name"),
  };
}

function containers(definition: Resource): ContainerDefinition[] {
  const text = definition.need("container_definitions");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `${definition.address}: container_definitions is no JSON: ${(error as Error).message}`,
    );
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html for the defaults */
function readFunction(resource: Resource, folder: string): FunctionModel {
  return {
    name: resource.need("function_name"),
    arn: resource.arn,
    zip: join(folder, resource.text("filename") ?? ""),
    handler: resource.text("handler") ?? "",
    memorySize: resource.number("memory_size") ?? 128,
    timeout: resource.number("timeout") ?? 3,
    environment: resource.block("environment").map("variables"),
  };
}
