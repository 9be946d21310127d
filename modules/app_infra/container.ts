/** Name of the application's container, in task definitions and in the appspec. */
export const CONTAINER_NAME = "app";

/** Where the build puts the image: the placeholder of CodePipeline's deploy action to ECS. */
export const IMAGE_PLACEHOLDER = "<IMAGE1_NAME>";

/** What a task of the application looks like. */
export interface TaskShape {
  /** Port that the container listens on. */
  readonly port: number;
  /** CPU units; 1024 are one vCPU. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  readonly architecture: "x86_64" | "arm64";
}

/** Where containers log to. */
export interface LogDestination {
  readonly group: string;
  readonly region: string;
}

/** A volume of the task's own storage: keeps /tmp writable where the root is not. */
export const TMP_VOLUME = "tmp";

/**
 * What every container of the service has in common, in the shape of a container definition.
 *
 * @param hostPort port of the instance that leads to it; 0 lets Docker choose
 */
export function baseContainer(port: number, logs: LogDestination, hostPort = port) {
  return {
    name: CONTAINER_NAME,
    essential: true,
    portMappings: [{ containerPort: port, hostPort, protocol: "tcp" }],
    mountPoints: [{ sourceVolume: TMP_VOLUME, containerPath: "/tmp", readOnly: false }],
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logs.group,
        "awslogs-region": logs.region,
        "awslogs-stream-prefix": CONTAINER_NAME,
      },
    },
  };
}

/** What a task is to run on, in the shape of a task definition. */
export function platformOf({ architecture }: TaskShape) {
  return { cpuArchitecture: architecture === "arm64" ? "ARM64" : "X86_64", operatingSystemFamily: "LINUX" };
}
