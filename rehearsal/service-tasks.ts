import type { TaskSetState } from "./deployment/task-set-state";
import type { Images } from "./images/model";
import type { PlatformOptions } from "./platform";
import type { ServiceSystem } from "./stack/model";
import type { RunningTask } from "./tasks/model";

/** What runs the tasks of a service, whatever replaces them. */
export interface ServiceTasks {
  /** What runs them, and why. */
  readonly description: string;
  readonly images: Images;
  /** @throws Error in ECS's words where a task cannot be started */
  readonly startTask: (state: TaskSetState, id: string) => Promise<RunningTask>;
}

/** What a service is opened with, by the model of its deployments. */
export interface ServiceOptions<Model> extends PlatformOptions<ServiceSystem> {
  readonly model: Model;
  readonly tasks: ServiceTasks;
}
