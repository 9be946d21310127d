import { sizeOf } from "./instance-size";

/** What takes part in a rolling release, as far as room for it goes. */
export interface RollingShape {
  /** Tasks that serve. */
  readonly tasks: number;
  /** CPU units and MiB of a task. */
  readonly task: { readonly cpu: number; readonly memory: number };
  /** Percent of the tasks that there may be in a release, old and new together. */
  readonly maximumPercent: number;
  /** The instances that tasks share. @default - Fargate, which has room for all */
  readonly instances?: {
    readonly instanceType: string;
    /** Most instances. */
    readonly maxSize: number;
    /** Port of the instance that a task takes; 0 where Docker chooses one. */
    readonly hostPort: number;
  };
}

/** What a release finds. */
export interface ReleaseRoom {
  /** Tasks that the percentage allows at a time. */
  readonly allowed: number;
  /** Tasks that one instance holds. @default - no instance counts, or none whose size is known */
  readonly perInstance?: number;
  /** Tasks that all instances hold. @default - as above */
  readonly held?: number;
  /** Whether a new task can start before an old one ends. */
  readonly suffices: boolean;
}

/**
 * Whether ECS can start a new task beside those that serve. A fixed port of an instance is there once, so that each task
 * takes an instance and a release takes one more.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function releaseRoom({ tasks, task, maximumPercent, instances }: RollingShape): ReleaseRoom {
  const allowed = Math.floor((tasks * maximumPercent) / 100);
  const perInstance = instances && tasksPerInstance(task, instances);
  const held = instances && perInstance !== undefined ? perInstance * instances.maxSize : undefined;
  return { allowed, perInstance, held, suffices: Math.min(allowed, held ?? allowed) > tasks };
}

/** Instances that a release needs beside those that hold what serves, should there be none to spare. */
export function instancesForRelease(
  shape: RollingShape & { readonly instances?: { readonly minSize: number } },
): number {
  const { perInstance = 1, allowed } = releaseRoom(shape);
  const { maxSize = 1, minSize = 1 } = shape.instances ?? {};
  const needed = Math.ceil((allowed - shape.tasks) / Math.max(1, perInstance));
  return Math.max(1, Math.min(needed, maxSize - minSize));
}

function tasksPerInstance(
  { cpu, memory }: RollingShape["task"],
  { instanceType, hostPort }: NonNullable<RollingShape["instances"]>,
): number | undefined {
  const size = sizeOf(instanceType);
  const bySize = size && Math.min(Math.floor(size.cpu / cpu), Math.floor(size.memory / memory));
  return hostPort === 0 ? bySize : Math.min(1, bySize ?? 1);
}
