import type { DeploymentStatus, LifecycleEventStatus, Role, StageStatus } from "../../deployment-view/events";

/** An execution of the pipeline, as CodePipeline tells of it. Times are milliseconds since the epoch. */
export interface Execution {
  readonly id: string;
  readonly status:
    | "InProgress"
    | "Stopping"
    | "Stopped"
    | "Succeeded"
    | "Superseded"
    | "Failed"
    | "Cancelled";
  readonly commit: string;
  readonly message: string;
  /** What started it, such as `push to main`. */
  readonly trigger: string;
  /** Name or ARN of whoever started it by hand. @default - a push did, or a rule */
  readonly startedBy?: string;
  /** Name or ARN of whoever approved it, or refused to. */
  readonly answeredBy?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Every stage of the pipeline, in order. */
  readonly stages: readonly {
    readonly name: string;
    readonly status: StageStatus;
    readonly detail?: string;
    readonly startedAt?: number;
    readonly endedAt?: number;
  }[];
  /** What its deploy action has started: an id of CodeDeploy's, such as `d-ABCDEF123`. */
  readonly deployment?: string;
  /** A person is waited for: what answers the question. */
  readonly approval?: { readonly stage: string; readonly action: string; readonly token: string };
}

/** The stage that moves users, by the name that every system's pipeline gives it. */
export const DEPLOY_STAGE = "Deploy";

/** A stage of the pipeline that nothing comes into, because somebody holds it. */
export interface HeldStage {
  readonly stage: string;
  /** What whoever holds it said. */
  readonly reason: string;
  /** Name or ARN of whoever holds it. */
  readonly by: string;
  readonly since: number;
}

/** Whether an execution has not ended yet. */
export function goesOn({ status }: Pick<Execution, "status">): boolean {
  return status === "InProgress" || status === "Stopping";
}

/** Tasks or instances of one side of a deployment. */
export interface Side {
  readonly role: Role;
  /** Id of the task set, ARN of the service revision, or the side itself where it is instances. */
  readonly id: string;
  /** @default - there is none of its own: instances of both sides are in the same one */
  readonly targetGroup?: string;
  /** Name of the Auto Scaling group. @default - it is tasks, or not known */
  readonly group?: string;
  readonly taskDefinition?: string;
  /** Percent of users that are sent to it. */
  readonly share: number;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
}

/** How users are put back by a deployment that did not go well, or were. */
export interface WayBack {
  readonly reason: string;
  /** Id of the deployment that does it. @default - it is done within the same one */
  readonly deployment?: string;
  readonly status: "InProgress" | "Succeeded" | "Failed";
}

/** A deployment of CodeDeploy, or one that ECS does itself. Times are milliseconds since the epoch. */
export interface DeploymentState {
  readonly engine: "codedeploy" | "native" | "rolling";
  readonly id: string;
  readonly status: DeploymentStatus;
  /** Why it is not well, in AWS's words. */
  readonly detail?: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Who has started it: `user`, `autoscaling`, `codeDeployRollback`, an ARN. */
  readonly creator?: string;
  readonly lifecycleEvents: readonly {
    readonly name: string;
    readonly status: LifecycleEventStatus;
    readonly detail?: string;
    readonly startedAt?: number;
    readonly endedAt?: number;
  }[];
  readonly sides: readonly Side[];
  /** What is waited for before it goes on by itself. */
  readonly waiting?: {
    readonly for: "reroute" | "termination" | "bake";
    readonly minutes?: number;
    /** When it goes on by itself, or gives up. @default - AWS does not say */
    readonly until?: number;
    /** Id of the pause hook of ECS that asks. */
    readonly hook?: string;
  };
  readonly rollback?: WayBack;
  /** Alarms that have stopped it. */
  readonly alarms: readonly string[];
  /** What was released where that is no task definition, such as `s3://bucket/key`. */
  readonly revision?: string;
}

/** Whether a deployment has not ended yet. */
export function isGoing({ status }: Pick<DeploymentState, "status">): boolean {
  return status !== "Succeeded" && status !== "Failed" && status !== "Stopped";
}

/** Whether users are where they were before a deployment, though they were not to be. */
export function isUndone({ rollback, status }: Pick<DeploymentState, "rollback" | "status">): boolean {
  return rollback?.status === "Succeeded" && status !== "Succeeded";
}

/** Why users are sent back by a deployment, or were; `undefined` where they are not. */
export function backBecause({ rollback, creator }: DeploymentState): string | undefined {
  // CodeDeploy puts users back by a deployment of its own, which says nothing of why.
  return rollback?.reason ?? (creator === "codeDeployRollback" ? "the release before has failed" : undefined);
}

/** What runs, by its image. */
export interface Version {
  readonly taskDefinition: string;
  /** As the task definition says it. */
  readonly image: string;
  /** @default - not known: the image is in no repository of the stack's, or has gone */
  readonly digest?: string;
  /** The tag that is a commit's id, or the first there is. */
  readonly tag?: string;
  readonly pushedAt?: number;
}

export interface AlarmState {
  readonly name: string;
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly reason: string;
  readonly since: number;
  /** Whether whoever releases is stopped by it. */
  readonly actionsEnabled: boolean;
}

/** Targets of one target group, by how the load balancer finds them. */
export interface TargetHealth {
  readonly targetGroup: string;
  readonly healthy: number;
  readonly unhealthy: number;
  readonly initial: number;
  readonly draining: number;
  /** Those of a target group that no listener sends users to. @default 0 */
  readonly unused?: number;
  /** Why the first unhealthy one is, in AWS's words. */
  readonly reason?: string;
}
