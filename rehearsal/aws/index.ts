export { stsActions } from "./account-actions";
export { type Action, type ActionInput, type Actions, AwsError } from "./actions";
export { awsCommand } from "./commands/aws";
export type { Command, Invocation, Output } from "./commands/command";
export { type DockerOptions, dockerCommand } from "./commands/docker";
export { type EcrOptions, ecrActions } from "./ecr-actions";
export { createEndpoint, type Endpoint, type EndpointOptions } from "./endpoint";
export { STAND_INS, type StandInOptions, writeStandIns } from "./stand-ins";
