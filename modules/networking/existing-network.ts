import type { Network } from "./network";

export interface ExistingNetworkProps {
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  /** Subnets with a way out to AWS: through NAT, a transit gateway or endpoints. */
  readonly privateSubnetIds: readonly string[];
  /** IPv4 blocks that calls from the private subnets seem to come from. @default - none known */
  readonly natAddresses?: readonly string[];
}

/** A VPC that is somebody else's: nothing in it is made or changed. */
export function existingNetwork({ natAddresses = [], ...network }: ExistingNetworkProps): Network {
  return {
    ...network,
    natAddresses,
    publicAccess: [],
    wayOut: [],
    taskSubnetIds: network.privateSubnetIds,
    tasksArePublic: false,
  };
}
