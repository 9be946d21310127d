import type {
  AlarmChanged,
  DeploymentCreated,
  DeploymentStatus,
  ExecutionEnded,
  LifecycleEventStatus,
  Opened,
  Role,
  StageStatus,
  TasksChanged,
  Waiting,
} from "./events";
import type { VersionCount } from "./traffic";

/** All that a screen, a page or a report draws: what happened so far, and where it stands. Times are AWS's. */
export interface DeploymentView {
  readonly system: string;
  readonly engine: Opened["engine"];
  readonly speed: number;
  /** What the application runs on. */
  readonly unit: NonNullable<Opened["unit"]>;
  readonly runtime?: string;
  readonly urls: Opened["urls"];
  /** The pipeline's stages, in order: every release begins with them. */
  readonly stages: readonly string[];
  /** Newest last, and only so many. */
  readonly releases: readonly ReleaseView[];
  readonly alarms: readonly AlarmView[];
  /** Newest last, and only so many. */
  readonly samples: readonly SampleView[];
  /** Newest last, and only so many. */
  readonly log: readonly LogLine[];
  /** When it was opened; `undefined` before. */
  readonly startedAt?: number;
  /** The latest time that any event bore. */
  readonly at: number;
}

export interface ReleaseView {
  /** Pipeline execution id. */
  readonly id: string;
  readonly commit: string;
  readonly message: string;
  readonly trigger: string;
  readonly status: "InProgress" | ExecutionEnded["status"];
  readonly reason?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly stages: readonly StageView[];
  readonly deployment?: DeploymentPart;
  readonly rollback?: { readonly reason: string; readonly deployment?: string; readonly at: number };
  readonly waiting?: Pick<Waiting, "for" | "until">;
  readonly faults: readonly string[];
  /** All that users asked for while it went on, as far as samples told: a ledger knows it exactly. */
  readonly traffic: VersionCount;
  /** Each change of an alarm's state while it went on; newest last, and only so many. */
  readonly alarms: readonly AlarmChange[];
}

export interface StageView {
  readonly name: string;
  readonly status: StageStatus;
  readonly detail?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** The deployment of a release. */
export interface DeploymentPart extends Pick<DeploymentCreated, "original" | "replacement"> {
  readonly id: string;
  readonly status: DeploymentStatus;
  readonly detail?: string;
  readonly events: readonly LifecycleEventView[];
  /** Each share that the schedule promised, in order. */
  readonly shift: readonly ShiftStepView[];
  readonly tasks: Readonly<Partial<Record<Role, Pick<TasksChanged, "desired" | "running" | "healthy">>>>;
}

export interface LifecycleEventView {
  readonly name: string;
  readonly status: LifecycleEventStatus;
  readonly detail?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface ShiftStepView {
  readonly at: number;
  readonly due: number;
  /** Percent of users promised to the replacement from here on. */
  readonly promised: number;
  /**
   * Percent that the replacement served, of what it and the original served; `undefined` before the first request.
   * Stretches in which the promise changed are left out: they say nothing of either.
   */
  readonly observed?: number;
  /** What `observed` is made of. */
  readonly served: Readonly<Record<Role, number>>;
  /** Everything that users asked for in the stretches that ended while this share was promised, served or not. */
  readonly requests: number;
  readonly failed: number;
}

export interface AlarmView extends Pick<AlarmChanged, "name" | "state" | "reason"> {
  readonly since: number;
}

/** An alarm came into a state. */
export interface AlarmChange extends Pick<AlarmChanged, "name" | "state" | "reason"> {
  readonly at: number;
}

/** A stretch of traffic while some release was promised some share. */
export interface SampleView {
  readonly from: number;
  readonly at: number;
  readonly requests: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Percent of the replacement, as the schedule wanted it; `undefined` while nothing is deployed. */
  readonly promised?: number;
  readonly observed?: number;
}

export interface LogLine {
  readonly at: number;
  readonly source: string;
  readonly text: string;
}
