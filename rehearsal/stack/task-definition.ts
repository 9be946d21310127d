import { UserError } from "../../config/user-error";
import type { ContainerDefinition, TaskDefinition } from "../tasks/model";
import type { Resource, Resources } from "./resources";

/** Names of Terraform for what RegisterTaskDefinition takes as plain texts or lists. */
const TEXTS = {
  cpu: "cpu",
  memory: "memory",
  networkMode: "network_mode",
  executionRoleArn: "execution_role_arn",
  taskRoleArn: "task_role_arn",
} as const;

/**
 * Every revision of a family that Terraform registers, the oldest first, in the words of ECS.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
 */
export function readRevisions(resources: Resources, family: string): TaskDefinition[] {
  return resources
    .ofType("aws_ecs_task_definition")
    .filter((definition) => definition.text("family") === family)
    .map(readTaskDefinition)
    .sort((one, other) => one.revision - other.revision);
}

/** A revision that Terraform registers, as {@link readRevisions} reads it. */
export function readTaskDefinition(definition: Resource): TaskDefinition {
  const texts = Object.entries(TEXTS).flatMap(([name, attribute]) => {
    const text = definition.text(attribute);
    return text === undefined ? [] : [[name, text]];
  });
  const platform = definition.block("runtime_platform");
  const operatingSystemFamily = platform.text("operating_system_family");
  const compatibilities = definition.list("requires_compatibilities");
  const volumes = definition.blocks("volume").map((volume) => ({ name: volume.text("name") ?? "" }));
  const tags = Object.entries(definition.map("tags")).map(([key, value]) => ({ key, value }));
  return {
    family: definition.need("family"),
    revision: Number(definition.computed("revision")),
    containerDefinitions: readContainers(definition),
    ...Object.fromEntries(texts),
    ...(compatibilities.length > 0 && { requiresCompatibilities: compatibilities }),
    ...(operatingSystemFamily && {
      runtimePlatform: {
        operatingSystemFamily,
        cpuArchitecture: platform.text("cpu_architecture") ?? "X86_64",
      },
    }),
    ...(volumes.length > 0 && { volumes }),
    ...(tags.length > 0 && { tags }),
  };
}

/** @throws UserError where they are no JSON */
export function readContainers(definition: Resource): ContainerDefinition[] {
  const text = definition.need("container_definitions");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `${definition.address}: container_definitions is no JSON: ${(error as Error).message}`,
    );
  }
}
