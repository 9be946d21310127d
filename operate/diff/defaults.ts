import type { ContainerDefinition, PortMapping } from "@aws-sdk/client-ecs";
import type { Registrable } from "../../ecs-deploy/task-definition";

/**
 * A task definition with what ECS adds where nothing is said. AWS answers a revision so, and a template says only what its
 * author said: without this the two would differ where they mean the same.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export function withDefaults(definition: Registrable): Registrable {
  const { containerDefinitions = [], networkMode } = definition;
  return {
    ...definition,
    enableFaultInjection: definition.enableFaultInjection ?? false,
    containerDefinitions: containerDefinitions.map(
      (container): ContainerDefinition => ({
        ...container,
        cpu: container.cpu ?? 0,
        essential: container.essential ?? true,
        portMappings: container.portMappings?.map((port) => portWithDefaults(port, networkMode)),
      }),
    ),
  };
}

/** A task with an address of its own has its ports there, under their own numbers. */
function portWithDefaults(port: PortMapping, networkMode: string | undefined): PortMapping {
  const own = networkMode === "awsvpc" || networkMode === "host";
  return {
    ...port,
    protocol: port.protocol ?? "tcp",
    hostPort: port.hostPort ?? (own ? port.containerPort : 0),
  };
}
