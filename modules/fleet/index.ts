export { amazonLinux, Fleet, type FleetProps, type FleetShape } from "./fleet";
export { type EntryKind, FleetEntry, type FleetEntryProps } from "./fleet-entry";
export { groupArn, readParameter, useStandby } from "./instance-permissions";
export { type Architecture, architectureOf } from "./instance-type";
export { FleetKeeper, type FleetKeeperProps, type FleetScaling, type FleetSizes } from "./keeper";
export { LaunchTemplate, type LaunchTemplateProps } from "./launch-template";
export { ScalingGroup, type ScalingGroupProps } from "./scaling-group";
export { FLEET_TAG, fleetTags } from "./tags";
