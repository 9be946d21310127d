import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TaskSetState } from "./deployment/task-set-state";
import type { Image, Images } from "./images/model";
import type { RunningTask, TaskFault, TaskRuntime } from "./tasks/model";

/** What a task is started with that its task set does not say. */
export interface TaskCircumstances {
  readonly fault: TaskFault;
  /** The image has gone from the registry. */
  readonly imageMissing: boolean;
}

/**
 * Starts one task of a task set in a folder of its own.
 *
 * @throws Error in ECS's words where its image cannot be pulled
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
 */
export async function startTask(
  { images, runtime }: { readonly images: Images; readonly runtime: TaskRuntime },
  folder: string,
  state: TaskSetState,
  id: string,
  { fault, imageMissing }: TaskCircumstances,
): Promise<RunningTask> {
  const image =
    state.release === undefined ? undefined : await pull(images, state.container.image, imageMissing);
  const own = join(folder, "tasks", id);
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own, { recursive: true });
  const { container, containerPort, task } = state;
  return runtime.start({ id, container, containerPort, image, task, fault, folder: own });
}

async function pull(images: Images, reference: string, missing: boolean): Promise<Image> {
  const image = missing ? undefined : await images.find(reference);
  if (image) return image;
  throw new Error(`CannotPullContainerError: failed to resolve ref ${reference}: not found`);
}
