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
  /** Names of the target groups that its instances are registered with. */
  readonly targetGroups: readonly string[];
  readonly zones: readonly string[];
  /** @default - none are told */
  readonly subnetIds?: readonly string[];
  /** Whose checks count: EC2's alone, or the load balancer's too. @default "ELB" */
  readonly healthCheckType?: "EC2" | "ELB";
  readonly healthCheckGraceSeconds: number;
  /** Tags that its instances get too. */
  readonly tags: Readonly<Record<string, string>>;
  /** Tags of the group alone. @default - none */
  readonly ownTags?: Readonly<Record<string, string>>;
}

/** What can be changed of a group that is there; what is left out stays. */
export type GroupChanges = Partial<Omit<GroupSettings, "name">>;

/** A scaling policy, as it was put: kept, and never executed. */
export type ScalingPolicy = Readonly<Record<string, unknown>>;

export interface Member {
  readonly id: string;
  readonly state: LifecycleState;
  readonly zone: string;
  /** The one that it was launched from. */
  readonly imageId?: string;
  readonly health: "Healthy" | "Unhealthy";
  /** Why it is no more, though nobody asked. @default - it is there */
  readonly death?: string;
  /** AWS milliseconds since the epoch. */
  readonly launchedAt: number;
  /** Names of the target groups that it is registered with, by whomever; not of those that it is just leaving. */
  readonly targetGroups: ReadonlySet<string>;
  /** `undefined` until it has booted. */
  readonly instance?: Instance;
}

/** In the words of describe-scaling-activities. */
export interface Activity {
  readonly id: string;
  /** AWS milliseconds since the epoch. */
  readonly at: number;
  readonly endedAt?: number;
  readonly description: string;
  readonly cause: string;
  readonly status: "InProgress" | "PreInService" | "Successful" | "Failed" | "Cancelled";
  /** What went wrong. */
  readonly message?: string;
}

/** An Auto Scaling group. */
export interface Group {
  readonly settings: GroupSettings;
  readonly createdAt: number;
  readonly members: readonly Member[];
  /** Newest first. */
  readonly activities: readonly Activity[];
  readonly suspended: ReadonlySet<string>;
  /** By their names. */
  readonly policies: Map<string, ScalingPolicy>;
  /** It is being deleted: its instances are on their way out. */
  readonly isLeaving: boolean;
  /** Told of each change of a member. */
  onChange(listener: () => void): () => void;
  /**
   * Instances follow.
   *
   * @param outside ids of those that are not registered with target groups that are new. @default - none
   * @throws AwsError ValidationError where the sizes do not fit together
   */
  update(changes: GroupChanges, outside?: readonly string[]): void;
  /** @throws AwsError in Auto Scaling's words */
  enterStandby(ids: readonly string[], decrement: boolean): readonly Activity[];
  /** @throws AwsError in Auto Scaling's words */
  exitStandby(ids: readonly string[]): readonly Activity[];
  /** @param processes @default - all. @throws AwsError for one that there is not */
  suspend(processes?: readonly string[]): void;
  resume(processes?: readonly string[]): void;
  /**
   * Waits until as many instances as desired are in service, and healthy wherever they are registered.
   *
   * @returns whether it came to that before the signal was aborted
   */
  steady(signal: AbortSignal): Promise<boolean>;
  /** What keeps it from being steady. */
  readonly trouble: string | undefined;
}

/** A group, as much of it as it takes to go on with it after the rehearsal was killed. */
export interface GroupState {
  readonly settings: GroupSettings;
  readonly createdAt: number;
  readonly suspended: readonly string[];
  readonly policies: Readonly<Record<string, ScalingPolicy>>;
  readonly members: readonly MemberState[];
  readonly activities: readonly Activity[];
}

export interface MemberState {
  readonly id: string;
  readonly state: LifecycleState;
  readonly zone: string;
  readonly launchedAt: number;
  readonly targetGroups: readonly string[];
}

/** All Auto Scaling groups of a rehearsal. */
export interface Fleet {
  readonly groups: readonly Group[];
  /** Ids of instances that are gone, newest first. */
  readonly terminated: readonly string[];
  /** @throws AwsError AlreadyExists, or ValidationError where the sizes do not fit together */
  create(settings: GroupSettings): Group;
  find(name: string): Group | undefined;
  /** The group and the member of an instance. */
  memberOf(id: string): { readonly group: Group; readonly member: Member } | undefined;
  /** Terminates all instances of a group, and removes it; resolves when they are gone. */
  remove(name: string): Promise<void>;
  /** Registers an instance with a target group, as CodeDeploy or a script does. Does nothing where it is. */
  register(id: string, targetGroup: string): void;
  /** Takes an instance out of a target group, and waits for its requests. Does nothing where it is not registered. */
  deregister(id: string, targetGroup: string): Promise<void>;
  /** Told of each change of any group. */
  onChange(listener: () => void): () => void;
  /** Called with each new instance before it is in service, as CodeDeploy's lifecycle hook is. @returns whether it may serve */
  onLaunch?: (group: Group, instance: Instance) => Promise<boolean>;
  close(): Promise<void>;
}
