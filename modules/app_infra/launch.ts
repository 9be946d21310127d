/** Where tasks run, in the words of a task definition. */
export interface TaskLaunch {
  readonly compatibility: "FARGATE" | "EC2";
  /** `awsvpc` gives each task an address of its own; with `bridge` tasks share their instance's. */
  readonly networkMode: "awsvpc" | "bridge";
  /** Port of the instance that leads to the container; 0 lets Docker choose. @default - the container's own */
  readonly hostPort?: number;
}

export const ON_FARGATE: TaskLaunch = { compatibility: "FARGATE", networkMode: "awsvpc" };

/** On instances that tasks share: with a port of the instance that is fixed, or chosen for each task (0). */
export function onInstances(hostPort: number): TaskLaunch {
  return { compatibility: "EC2", networkMode: "bridge", hostPort };
}
