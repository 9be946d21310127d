import type { AlarmState, DeploymentState, Execution, TargetHealth } from "../read/model";

/** What AWS says of a system at one moment. Times are milliseconds since the epoch. */
export interface Look {
  readonly at: number;
  /** Such as `ecs-blue-green`. */
  readonly system: string;
  readonly engine: DeploymentState["engine"];
  readonly unit: "task" | "instance";
  /** Names of the target groups. */
  readonly targetGroups: readonly string[];
  /** Newest first. @default - the system has no pipeline */
  readonly executions?: readonly Execution[];
  /** Every deployment that may have news, in any order. */
  readonly deployments: readonly DeploymentState[];
  readonly alarms: readonly AlarmState[];
  readonly targets: readonly TargetHealth[];
  /** What a task definition's users are served, by its ARN: a commit's short id, or another name of the image. */
  readonly versions: Readonly<Record<string, string>>;
}
