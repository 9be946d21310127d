import type { StopCause } from "../stop";
import type { Rollout } from "./rollout";
import type { Sizes } from "./sizes";

/** What makes a service, and what a kill leaves of it. Fit for JSON. */
export interface RollingServiceState {
  readonly sizes: Sizes;
  /** The primary one first, then those before it, the newest first. */
  readonly rollouts: readonly Rollout[];
}

/** A release that ECS deploys, as much of it as outlives a kill. */
export interface ReleaseState {
  /** Its execution: every event of it bears this id. */
  readonly release: string;
  /** Id of the deployment that it has made, such as `ecs-svc/1234567890123456789`. */
  readonly deployment: string;
  /** What users met before. */
  readonly before: {
    /** ARN of the revision. */
    readonly taskDefinition: string;
    readonly version: string;
    /** @default - it is of the first apply */
    readonly release?: string;
  };
  /** An alarm was in ALARM as it began: it watches none. */
  readonly ignoresAlarms: boolean;
  /** Percent of the healthy tasks that were its own when it was told last. */
  readonly promised: number;
  /** What it is rolled back for. @default - it is not */
  readonly stopped?: { readonly because: StopCause; readonly code: string; readonly message: string };
}

/** A deployment that the service was asked for, as ECS remembers it once it is over. */
export interface AskedDeployment {
  /** Such as `ecs-svc/1234567890123456789`. */
  readonly id: string;
  /** ARN of the revision. */
  readonly taskDefinition: string;
  /** AWS milliseconds since the epoch. */
  readonly createdAt: number;
  /** ARN of the revision that it replaces. @default - it is the service's first */
  readonly replaces?: string;
  /** What it was to be taken back to has failed as well. @default - it has not */
  readonly hasFailedRollback?: true;
}

/** A rolling service, as much of it as outlives a kill. Fit for JSON. */
export interface RollingState extends RollingServiceState {
  /** Container instances that it runs on. */
  readonly instances: number;
  /** The release whose deployment is under way. */
  readonly release?: ReleaseState;
  /** Every deployment so far, the oldest first. */
  readonly deployments: readonly AskedDeployment[];
}
