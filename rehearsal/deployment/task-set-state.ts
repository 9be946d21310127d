import type { ContainerDefinition, TaskDefinition } from "../tasks/model";

/** A task set, as much of it as it takes to start it again. */
export interface TaskSetState {
  /** In CodeDeploy's form, such as `ecs-svc/1234567890123456789`, without what stands before the slash. */
  readonly id: string;
  readonly targetGroup: string;
  /** What users of it are served: a commit's short id, or `placeholder`. */
  readonly version: string;
  readonly container: ContainerDefinition;
  readonly containerPort: number;
  readonly desired: number;
  /** Its release: none for the placeholder of the first apply. */
  readonly release?: string;
  /** What the task definition gives the whole task. */
  readonly task?: Pick<TaskDefinition, "cpu" | "memory">;
}
