export { type DeploymentChange, deploymentEvent, groupId } from "./code-deploy-event";
export type { AwsEvent } from "./event";
export { EventBus, type EventBusProps } from "./event-bus";
export { parameterEvent } from "./parameter-event";
