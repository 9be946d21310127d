import type { TrafficSample } from "./traffic";

/** AWS's words for where something stands. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageExecution.html */
export type StageStatus = "Pending" | "InProgress" | "Succeeded" | "Failed" | "Stopped" | "Superseded";

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html status */
export type DeploymentStatus =
  | "Created"
  | "Queued"
  | "InProgress"
  | "Baking"
  | "Ready"
  | "Succeeded"
  | "Failed"
  | "Stopped";

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_LifecycleEvent.html status */
export type LifecycleEventStatus = "Pending" | "InProgress" | "Succeeded" | "Failed" | "Skipped" | "Unknown";

/** Which of the two task sets of a deployment: CodeDeploy calls the original one blue, and its replacement green. */
export type Role = "original" | "replacement";

export interface Opened {
  readonly type: "opened";
  readonly system: string;
  /** CodeDeploy, ECS in stages of its own, or ECS task by task. */
  readonly engine: "codedeploy" | "native" | "rolling";
  /** AWS milliseconds in one real one; 1 where it is AWS. */
  readonly speed: number;
  /** What the application runs on. @default "task" */
  readonly unit?: "task" | "instance";
  /** What runs the tasks or instances, and why: `nginx: found on the PATH`. */
  readonly runtime?: string;
  /** Where the application answers, and where to push to. */
  readonly urls: { readonly production?: string; readonly test?: string; readonly repository?: string };
  /** The pipeline's stages, in order. */
  readonly stages: readonly string[];
  readonly alarms: readonly string[];
}

export interface ExecutionStarted {
  readonly type: "execution-started";
  /** Pipeline execution id: every later event of this release bears it. */
  readonly release: string;
  readonly commit: string;
  readonly message: string;
  /** What started it, such as `push to main`. */
  readonly trigger: string;
}

export interface StageChanged {
  readonly type: "stage";
  readonly release: string;
  readonly stage: string;
  readonly status: StageStatus;
  readonly detail?: string;
}

export interface DeploymentCreated {
  readonly type: "deployment-created";
  readonly release: string;
  /** Such as `d-ABCDEF123`. */
  readonly deployment: string;
  /** Every lifecycle event to come, in order. */
  readonly lifecycleEvents: readonly string[];
  readonly original: TaskSetName;
  readonly replacement: TaskSetName;
}

export interface TaskSetName {
  readonly targetGroup: string;
  /** What users of it are served: a commit's short id, or `placeholder`. */
  readonly version: string;
}

export interface DeploymentChanged {
  readonly type: "deployment";
  readonly release: string;
  readonly status: DeploymentStatus;
  readonly detail?: string;
}

export interface LifecycleEventChanged {
  readonly type: "lifecycle-event";
  readonly release: string;
  readonly name: string;
  readonly status: LifecycleEventStatus;
  readonly detail?: string;
}

/** Tasks or instances of one side that run, and that the load balancer finds healthy. */
export interface TasksChanged {
  readonly type: "tasks";
  readonly release: string;
  readonly role: Role;
  readonly desired: number;
  readonly running: number;
  readonly healthy: number;
}

/** The schedule moved users: from now on this share is promised to the replacement. */
export interface Shifted {
  readonly type: "shifted";
  readonly release: string;
  /** Percent that goes to the replacement. */
  readonly promised: number;
  /** When the schedule wanted it, in AWS milliseconds since the epoch. */
  readonly due: number;
}

export interface RolledBack {
  readonly type: "rollback";
  readonly release: string;
  readonly reason: string;
  /** Deployment that put the original back, where CodeDeploy starts one. */
  readonly deployment?: string;
}

export interface Waiting {
  readonly type: "waiting";
  readonly release: string;
  readonly for: "approval" | "reroute" | "termination" | "bake";
  /** AWS milliseconds since the epoch, at which it goes on by itself. */
  readonly until?: number;
}

export interface ExecutionEnded {
  readonly type: "execution-ended";
  readonly release: string;
  readonly status: "Succeeded" | "Failed" | "Stopped" | "Superseded";
  readonly reason?: string;
}

export interface AlarmChanged {
  readonly type: "alarm";
  readonly name: string;
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly reason: string;
}

export interface Sampled {
  readonly type: "sample";
  readonly sample: TrafficSample;
}

export interface FaultInjected {
  readonly type: "fault";
  readonly release: string;
  readonly fault: string;
}

export interface Logged {
  readonly type: "log";
  /** Who says it: `build`, `hook validate-green`, `task app-1`. */
  readonly source: string;
  readonly text: string;
}

/** Something that happened to a release; `at` is in AWS milliseconds since the epoch. */
export type ReleaseEvent = { readonly at: number } & (
  | Opened
  | ExecutionStarted
  | StageChanged
  | DeploymentCreated
  | DeploymentChanged
  | LifecycleEventChanged
  | TasksChanged
  | Shifted
  | RolledBack
  | Waiting
  | ExecutionEnded
  | AlarmChanged
  | Sampled
  | FaultInjected
  | Logged
);

/** An event as it is told, before it bears a time. */
export type ReleaseEventBody = ReleaseEvent extends infer Event
  ? Event extends ReleaseEvent
    ? Omit<Event, "at">
    : never
  : never;
