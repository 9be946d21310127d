export { ArtifactStore, type ArtifactStoreProps } from "./artifact-store";
export {
  type BuildMount,
  BuildProject,
  type BuildProjectProps,
  type BuildVariable,
  type BuildVpc,
} from "./build-project";
export { CodeDeploy, type CodeDeployProps, type RollbackEvent, type ShiftSetting } from "./code-deploy";
export { Dashboard, type DashboardProps } from "./dashboard";
export { EcsNative, type EcsNativeProps } from "./ecs-native";
export { type FleetJob, FleetPipeline, type FleetPipelineProps, fleetJobs } from "./fleet-pipeline";
export {
  type BlueGreen,
  type InPlace,
  InstanceDeployment,
  type InstanceDeploymentProps,
} from "./instance-deployment";
export { type LambdaActionProps, lambdaAction } from "./lambda-action";
export type { InstanceConfiguration } from "./minimum-healthy";
export { Notifications, type NotificationsProps, wantsNotifications } from "./notifications";
export {
  type DeploymentProps,
  type Engine,
  Pipeline,
  type PipelineProps,
  pipelineJobs,
} from "./pipeline";
export { ReleasePipeline, type ReleasePipelineProps, type Stage } from "./release-pipeline";
export { RollbackAlarms, type RollbackAlarmsProps } from "./rollback-alarms";
export { Source, type SourceProps, type SourceSettings } from "./source";
export { BUILT, type StagesProps } from "./stages";
export { PREDEFINED_SHIFTS, type PredefinedShift, shiftMinutes, type TrafficShift } from "./traffic-shift";
export { Triggers, type TriggersProps } from "./triggers";
export { type SmokeCheck, ValidateHook, type ValidateHookProps } from "./validate-hook";
