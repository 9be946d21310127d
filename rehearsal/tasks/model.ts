import type { EquippedEngine } from "../images/engine";
import type { Image } from "../images/model";

export type RuntimeName = "docker" | "podman" | "nginx" | "embedded";

/** The parts of a registered task definition that a rehearsal acts on, in ECS's own words. */
export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  readonly essential?: boolean;
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly portMappings?: readonly { readonly containerPort: number; readonly hostPort?: number }[];
  /** CPU units, and MiB, that it takes of a container instance. */
  readonly cpu?: number;
  readonly memory?: number;
  readonly memoryReservation?: number;
  /** Each is an empty volume of the task's own here. */
  readonly mountPoints?: readonly { readonly containerPath: string }[];
  readonly healthCheck?: ContainerHealthCheck;
  readonly readonlyRootFilesystem?: boolean;
  /** Seconds between SIGTERM and SIGKILL. @default 30 */
  readonly stopTimeout?: number;
  readonly user?: string;
  readonly workingDirectory?: string;
}

/** Seconds. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
export interface ContainerHealthCheck {
  /** `["CMD", …]` or `["CMD-SHELL", text]`. */
  readonly command: readonly string[];
  readonly interval?: number;
  readonly timeout?: number;
  readonly retries?: number;
  readonly startPeriod?: number;
}

export interface TaskDefinition {
  readonly family: string;
  readonly revision: number;
  /** Of the whole task. @default - its containers say it, which they may on container instances */
  readonly cpu?: string;
  readonly memory?: string;
  readonly networkMode?: string;
  readonly containerDefinitions: readonly ContainerDefinition[];
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

export interface TaskRequest {
  /** Unique in this rehearsal, and fit for a file name. */
  readonly id: string;
  readonly container: ContainerDefinition;
  /** `undefined` for the placeholder of the first apply, whose image is of a registry that is not asked. */
  readonly image?: Image;
  readonly containerPort: number;
  /** What the task definition gives the whole task. @default - as much as this machine has */
  readonly task?: Pick<TaskDefinition, "cpu" | "memory">;
  /** What goes wrong with it. @default - nothing */
  readonly fault?: TaskFault;
  /** Folder of this task alone, which exists: its writable files and `log` lie there. */
  readonly folder: string;
}

/** Injected into a task as it starts. */
export interface TaskFault {
  /** It says so in its log, and ends with exit code 1. @default false */
  readonly crash?: boolean;
  /** AWS seconds until it begins to listen; its port is refused until then. @default 0 */
  readonly slowStartSeconds?: number;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html healthStatus */
export type ContainerHealth = "UNKNOWN" | "HEALTHY" | "UNHEALTHY";

/** A task that was started. */
export interface RunningTask {
  readonly id: string;
  /** Where it is reached: on loopback. */
  readonly host: string;
  readonly port: number;
  /** File with all that it printed; only the last part is kept of one that prints too much. */
  readonly log: string;
  /** How it ended, once it has; `undefined` when it was told to. Never rejects. */
  readonly exited: Promise<string | undefined>;
  health(): ContainerHealth;
  /** The stop signal, then SIGKILL after the stop timeout; resolves when nothing of it is left. Can be called twice. */
  stop(): Promise<void>;
}

/** What runs tasks on this machine. */
export interface TaskRuntime {
  readonly name: RuntimeName;
  /** Why this one, in a line that is shown. */
  readonly description: string;
  /** The container engine that runs the tasks, and that builds the images too; `undefined` where none does. */
  readonly engine?: EquippedEngine;
  /** @throws Error that says why no such task can run here */
  start(request: TaskRequest): Promise<RunningTask>;
  close(): Promise<void>;
}
