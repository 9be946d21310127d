import { randomInt } from "node:crypto";
import type { TaskSetState } from "../task-set-state";
import type { Needs } from "./needs";

/** Where a deployment of ECS stands. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html rolloutState */
export type RolloutStatus = "IN_PROGRESS" | "COMPLETED" | "FAILED";

/** A deployment as ECS has it: one revision of the task definition, and the tasks that run it. Fit for JSON. */
export interface Rollout {
  /** What its tasks are started from; its id is the deployment's own, behind `ecs-svc/`. */
  readonly taskSet: TaskSetState;
  /** ARN of the revision. */
  readonly taskDefinition: string;
  readonly needs: Needs;
  /** AWS milliseconds since the epoch. */
  readonly createdAt: number;
  updatedAt: number;
  status: RolloutStatus;
  /** In ECS's words. */
  reason: string;
  /** Tasks that have failed since the last that became healthy. */
  failedTasks: number;
  /** Tasks of it that are to be healthy again after a kill. */
  tasks: number;
}

/** The beginning of a deployment. */
export function newRollout(
  parts: Pick<Rollout, "taskDefinition" | "needs"> & { readonly taskSet: Omit<TaskSetState, "id"> },
  now: number,
): Rollout {
  const id = newId();
  return {
    ...parts,
    taskSet: { ...parts.taskSet, id },
    createdAt: now,
    updatedAt: now,
    status: "IN_PROGRESS",
    reason: `ECS deployment ecs-svc/${id} in progress.`,
    failedTasks: 0,
    tasks: 0,
  };
}

/** Such as `ecs-svc/1234567890123456789`. */
export function idOf({ taskSet }: Rollout): string {
  return `ecs-svc/${taskSet.id}`;
}

/** Nineteen digits, as ECS has them. */
function newId(): string {
  const digits = () => String(randomInt(10 ** 9)).padStart(9, "0");
  return `${randomInt(1, 10)}${digits()}${digits()}`;
}
