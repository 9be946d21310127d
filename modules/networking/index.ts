export { ENDPOINT_SERVICES, type EndpointService } from "./endpoint-services";
export { type ExistingNetworkProps, existingNetwork } from "./existing-network";
export { FlowLogs, type FlowLogsProps } from "./flow-logs";
export { NatGateways, type NatGatewaysProps } from "./nat-gateways";
export type { Network } from "./network";
export { Networking, type NetworkingProps } from "./networking";
export { Subnets, type SubnetsProps } from "./subnets";
export { Vpc, type VpcProps } from "./vpc";
export { VpcEndpoints, type VpcEndpointsProps } from "./vpc-endpoints";
