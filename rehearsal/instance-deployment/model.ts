import type { Role } from "../../deployment-view/events";
import type { LifecycleEvent } from "../../deployment-view/instance-lifecycle";
import type { RevisionBundle } from "../agent/model";
import type { DeploymentStopped } from "../deployment/stop";

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-health.html */
export type MinimumHealthyHosts =
  | { readonly type: "HOST_COUNT"; readonly value: number }
  | { readonly type: "FLEET_PERCENT"; readonly value: number }
  /** `CodeDeployDefault.OneAtATime`: every host but one. */
  | { readonly type: "ALL_BUT_ONE" };

/** A deployment group of CodeDeploy's on EC2, as the stack sets it. */
export interface InstanceDeploymentModel {
  readonly engine: "codedeploy";
  readonly application: string;
  readonly group: string;
  readonly type: "IN_PLACE" | "BLUE_GREEN";
  readonly trafficControl: boolean;
  readonly minimumHealthy: MinimumHealthyHosts;
  readonly alarms: readonly string[];
  readonly rollbackOn: { readonly failure: boolean; readonly alarm: boolean; readonly request: boolean };
  readonly ready?: {
    readonly waitMinutes: number;
    readonly onTimeout: "STOP_DEPLOYMENT" | "CONTINUE_DEPLOYMENT";
  };
  /** Minutes that the original group is kept after users were moved. */
  readonly terminationWaitMinutes: number;
  /** Name of the target group that instances are registered with. */
  readonly targetGroup: string;
  /** Whether instances that were launched meanwhile with the old revision are brought up to date. */
  readonly updatesOutdated: boolean;
}

/** Who made a deployment. @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html creator */
export type Creator = "user" | "autoscaling" | "codeDeployRollback" | "CodeDeployAutoUpdate";

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html status */
export type RecordStatus = "Created" | "InProgress" | "Ready" | "Succeeded" | "Failed" | "Stopped";

/** How far a deployment has come with one instance. */
export type Outcome = "InProgress" | "Succeeded" | "Failed";

/** By the id of the instance; one that is not in it waits. */
export type Outcomes = Readonly<Record<string, Outcome>>;

/** A lifecycle event on one instance; times are AWS milliseconds since the epoch. */
export interface TargetEvent {
  readonly name: LifecycleEvent;
  readonly status: "Pending" | "InProgress" | "Succeeded" | "Skipped" | "Failed";
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly detail?: string;
}

/** An instance that a deployment does something to. */
export interface Target {
  readonly role: Role;
  /** All that is to be done to it, in order. */
  readonly events: readonly TargetEvent[];
}

/** A deployment, as it is told of afterwards. */
export interface DeploymentRecord {
  readonly id: string;
  readonly creator: Creator;
  readonly revision: RevisionBundle;
  readonly status: RecordStatus;
  /** AWS milliseconds since the epoch. */
  readonly createdAt: number;
  readonly completedAt?: number;
  readonly error?: { readonly code: string; readonly message: string };
  /** The deployment that this one's failure has made. */
  readonly rolledBackBy?: string;
  /** The deployment whose failure has made this one. */
  readonly rollsBack?: string;
  readonly instances: Outcomes;
  /** By the id of the instance. */
  readonly targets: Readonly<Record<string, Target>>;
  /** Name of the copy that it makes of the group. @default - it makes none */
  readonly replacement?: string;
  /** Whether it waits before it ends the original instances, or has. */
  readonly endsOriginal?: boolean;
}

/** A release's deployment that is under way, as much of it as it takes to go on with it. */
export interface InstanceDeploymentState {
  readonly id: string;
  readonly release: string;
  readonly revision: RevisionBundle;
  /** What the instances had before; none at the first release. */
  readonly previous?: RevisionBundle;
  /** Name of the group that serves. */
  readonly original: string;
  /** Name of its copy. */
  readonly replacement?: string;
  /** The part that it was in. */
  readonly step: string;
  /** Instances that it deploys to, from the moment on that they are known. */
  readonly targets: readonly string[];
  /** Of those, the ones that the deployment before had failed on. */
  readonly unhealthy: readonly string[];
  /** How far each part has come with each instance, by the part's name. */
  readonly outcomes: Readonly<Record<string, Outcomes>>;
  /** What it was being rolled back for, and by which deployment. @default - it was not */
  readonly stopped?: Pick<DeploymentStopped, "because" | "code" | "message">;
  readonly rollbackId?: string;
}

/** All that a deployment group knows, as much of it as it takes to go on after a kill. */
export interface DeployerState {
  /** Names of the Auto Scaling groups that it deploys to. */
  readonly autoScalingGroups: readonly string[];
  /** Id of the last deployment that succeeded. */
  readonly lastSuccessful?: string;
  /** Newest first. */
  readonly deployments: readonly DeploymentRecord[];
  /** Instances that the last deployment to them has failed on. */
  readonly unhealthy: readonly string[];
  readonly current?: InstanceDeploymentState;
}
