import type { Clock } from "../clock";
import type { ContainerDefinition } from "./model";
import type { TaskContext } from "./task";

/** What every runtime has. */
export interface RuntimeContext extends TaskContext {
  /** Where the PATH is, and what a container engine is configured with. */
  readonly environment: NodeJS.ProcessEnv;
  /** Folder for what all tasks have in common. */
  readonly folder: string;
}

/** Fargate's own. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html stopTimeout */
const STOP_TIMEOUT_SECONDS = 30;

/** Real milliseconds between the stop signal and SIGKILL. */
export function stopGraceMs(container: ContainerDefinition, clock: Clock): number {
  return clock.limit((container.stopTimeout ?? STOP_TIMEOUT_SECONDS) * 1000);
}
