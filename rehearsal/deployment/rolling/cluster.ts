import type { Needs } from "./needs";

/** Where a task was placed, or why it was not, in the words behind `was unable to place a task`. */
export type Placement = { readonly instance?: string } | { readonly refusal: string };

/** Where the tasks of a service run. */
export interface Cluster {
  /** Finds room for a task, and keeps it. */
  place(task: string, needs: Needs): Placement;
  /** The task has gone, and its room with it. */
  free(task: string): void;
  /** Has room made, as far as the cluster can grow. @param unplaced tasks that no room was found for */
  scale(unplaced: number, needs: Needs): void;
  /** An instance is gone, without a warning. @returns the tasks that were on it */
  lose(instance: string): readonly string[];
  /** Container instances that there are. */
  readonly size: number;
}

/** Fargate: room for every task. */
export class Fargate implements Cluster {
  readonly size = 0;

  public place(): Placement {
    return {};
  }

  public free(): void {}

  public scale(): void {}

  public lose(): readonly string[] {
    return [];
  }
}
