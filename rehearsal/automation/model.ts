/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AutomationExecution.html AutomationExecutionStatus */
export type AutomationStatus =
  | "Pending"
  | "InProgress"
  | "Success"
  | "TimedOut"
  | "Cancelling"
  | "Cancelled"
  | "Failed";

/** An SSM document of the stack. */
export interface DocumentModel {
  readonly name: string;
  readonly type: "Automation" | "Command" | string;
  /** YAML or JSON, as the stack writes it. */
  readonly content: string;
}

/** What a step came to. */
export interface StepRecord {
  readonly id: string;
  readonly name: string;
  readonly action: string;
  readonly status: AutomationStatus;
  /** AWS milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly failure?: string;
}

/** An execution of a document, as much of it as it takes to go on with it. */
export interface ExecutionRecord {
  readonly id: string;
  readonly document: string;
  /** Resolved: those that were given, and defaults. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Those that were given, in AWS's form. */
  readonly given: Readonly<Record<string, readonly string[]>>;
  readonly clientToken?: string;
  readonly status: AutomationStatus;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** In the order in which they were begun; a step that is repeated takes the place of its first time. */
  readonly steps: readonly StepRecord[];
  /** How the first critical step failed. */
  readonly failure?: { readonly status: "Failed" | "TimedOut"; readonly message: string };
  /** Name of the step that it is in. */
  readonly at?: string;
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
export type InstanceStateName =
  | "pending"
  | "running"
  | "stopping"
  | "stopped"
  | "shutting-down"
  | "terminated";

/** What EC2 tells of an instance, whoever launched it. */
export interface DescribedInstance {
  readonly id: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly zone: string;
  readonly state: InstanceStateName;
  /** Whether it has booted, and its agents answer. */
  readonly isOnline: boolean;
  /** AWS milliseconds since the epoch. */
  readonly launchedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What goes wrong with a bake: its commands fail, or no instance of the image that it makes comes up. */
export type BakeFault = "fails" | "does-not-boot" | undefined;

/** A step that has failed, in a line that is shown. */
export class StepFailure extends Error {}
