import type { ContainerDefinition, TaskDefinition } from "../../tasks/model";

/** What a task takes of a container instance. */
export interface Needs {
  /** CPU units: 1024 are a core. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /** Ports of the instance itself, each of which one task can have. */
  readonly hostPorts: readonly number[];
}

/**
 * What a task takes: what its definition gives the whole task, or else its containers together.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function needsOf({ cpu, memory, networkMode, containerDefinitions }: TaskDefinition): Needs {
  const sum = (of: (container: ContainerDefinition) => number) =>
    containerDefinitions.reduce((total, container) => total + of(container), 0);
  return {
    cpu: cpu === undefined ? sum((container) => container.cpu ?? 0) : Number(cpu),
    memory:
      memory === undefined
        ? sum((container) => container.memoryReservation ?? container.memory ?? 0)
        : Number(memory),
    hostPorts: containerDefinitions.flatMap((container) => hostPorts(container, networkMode)),
  };
}

/** With awsvpc a task has ports of its own, with host those of the instance; with bridge 0 is any that is free. */
function hostPorts({ portMappings = [] }: ContainerDefinition, networkMode = "bridge"): number[] {
  switch (networkMode) {
    case "awsvpc":
    case "none":
      return [];
    case "host":
      return portMappings.map(({ containerPort }) => containerPort);
    default:
      return portMappings.flatMap(({ hostPort = 0 }) => (hostPort > 0 ? [hostPort] : []));
  }
}
