import type { Instance } from "../instances/model";

/** @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html */
export type LifecycleState =
  | "Pending"
  | "Pending:Wait"
  | "InService"
  | "EnteringStandby"
  | "Standby"
  | "Terminating"
  | "Terminated";

/** What a launch template would launch. */
export interface LaunchTemplateModel {
  readonly id: string;
  readonly name: string;
  /** An AMI's id, or `resolve:ssm:<parameter>`. */
  readonly imageId: string;
  readonly instanceType: string;
  /** Decoded. */
  readonly userData?: string;
  /** Name of the role in its instance profile. */
  readonly role?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface GroupSettings {
  readonly name: string;
  readonly launchTemplateId: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  readonly targetGroups: readonly string[];
  readonly zones: readonly string[];
  readonly healthCheckGraceSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Member {
  readonly id: string;
  readonly state: LifecycleState;
  readonly zone: string;
  /** `undefined` until it has booted. */
  readonly instance?: Instance;
}

/** In the words of describe-scaling-activities, newest first. */
export interface Activity {
  readonly id: string;
  readonly at: number;
  readonly description: string;
  readonly cause: string;
  readonly status: "InProgress" | "Successful" | "Failed";
}

/** An Auto Scaling group. */
export interface Group {
  readonly settings: GroupSettings;
  readonly members: readonly Member[];
  readonly activities: readonly Activity[];
  readonly suspended: ReadonlySet<string>;
  /** Told of each change of a member. */
  onChange(listener: () => void): () => void;
  /** Changes the sizes; instances follow. @throws AwsError where they do not fit together */
  resize(sizes: Partial<Pick<GroupSettings, "minSize" | "maxSize" | "desiredCapacity">>): void;
  /** @throws AwsError in Auto Scaling's words */
  enterStandby(ids: readonly string[], decrement: boolean): readonly Activity[];
  /** @throws AwsError in Auto Scaling's words */
  exitStandby(ids: readonly string[]): readonly Activity[];
  suspend(processes: readonly string[]): void;
  resume(processes: readonly string[]): void;
  /**
   * Waits until as many instances as desired are in service; with a target group: healthy in it.
   *
   * @returns whether it came to that before the signal was aborted
   */
  steady(signal: AbortSignal): Promise<boolean>;
  /** What keeps it from being steady. */
  readonly trouble: string | undefined;
}

/** All Auto Scaling groups of a rehearsal. */
export interface Fleet {
  readonly groups: readonly Group[];
  /** @throws AwsError AlreadyExists */
  create(settings: GroupSettings): Group;
  find(name: string): Group | undefined;
  /** The group and the member of an instance. */
  memberOf(id: string): { readonly group: Group; readonly member: Member } | undefined;
  /** Terminates all instances of a group, and removes it; resolves when they are gone. */
  remove(name: string): Promise<void>;
  /** Registers an instance with the group's target groups, or takes it out and waits for its requests. */
  register(id: string): void;
  deregister(id: string): Promise<void>;
  /** Called with each new instance before it is in service, as CodeDeploy's lifecycle hook is. @returns whether it may serve */
  onLaunch?: (group: Group, instance: Instance) => Promise<boolean>;
  close(): Promise<void>;
}
