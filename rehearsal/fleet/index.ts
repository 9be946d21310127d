export { scalingAlarmActions } from "./actions/alarms";
export { type AutoScalingActionsProps, autoScalingActions } from "./actions/auto-scaling";
export { type Ec2ActionsProps, ec2Actions } from "./actions/ec2";
export { type LoadBalancingActionsProps, loadBalancingActions } from "./actions/load-balancing";
export { type FleetProps, type LaunchImage, LocalFleet } from "./fleet";
