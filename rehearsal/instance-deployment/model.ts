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
