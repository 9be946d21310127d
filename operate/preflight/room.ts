import type { ContainerInstance } from "@aws-sdk/client-ecs";
import type { Registrable } from "../../ecs-deploy/task-definition";

/** What a task takes of an instance. */
export interface TaskSize {
  /** CPU units. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /** Ports of the instance that are its own. */
  readonly ports: readonly number[];
}

/** Sizes of a task's containers count where the task itself has none. */
export function sizeOf({ cpu, memory, networkMode, containerDefinitions = [] }: Registrable): TaskSize {
  const sum = (of: (container: (typeof containerDefinitions)[number]) => number | undefined) =>
    containerDefinitions.reduce((total, container) => total + (of(container) ?? 0), 0);
  return {
    cpu: cpu ? Number(cpu) : sum((container) => container.cpu),
    memory: memory ? Number(memory) : sum((container) => container.memoryReservation ?? container.memory),
    // A task with an address of its own takes no port of the instance; port 0 lets Docker choose one.
    ports:
      networkMode === "awsvpc"
        ? []
        : containerDefinitions.flatMap(({ portMappings = [] }) =>
            portMappings.flatMap(({ hostPort }) => hostPort || []),
          ),
  };
}

/**
 * How many more tasks an instance takes. One that is drained, or whose agent is not connected, takes none.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html
 */
export function roomOn(instance: ContainerInstance, { cpu, memory, ports }: TaskSize): number {
  if (instance.status !== "ACTIVE" || !instance.agentConnected) return 0;
  const left = (name: string) => instance.remainingResources?.find((resource) => resource.name === name);
  const taken = new Set(left("PORTS")?.stringSetValue ?? []);
  if (ports.some((port) => taken.has(String(port)))) return 0;
  const fits = (resource: string, each: number) =>
    each === 0 ? Number.POSITIVE_INFINITY : Math.floor((left(resource)?.integerValue ?? 0) / each);
  const room = Math.min(fits("CPU", cpu), fits("MEMORY", memory));
  return ports.length > 0 ? Math.min(1, room) : room;
}
