import type { TerraformResource } from "cdktf";

/** A place for a system to live in: what the other modules need to know of a VPC. */
export interface Network {
  readonly vpcId: string;
  /** Subnets of an internet-facing load balancer, one a zone. */
  readonly publicSubnetIds: readonly string[];
  /** Subnets of the hook and of an internal load balancer, one a zone. */
  readonly privateSubnetIds: readonly string[];
  /** Subnets of the tasks. */
  readonly taskSubnetIds: readonly string[];
  /** Whether tasks need a public address of their own to reach AWS. */
  readonly tasksArePublic: boolean;
  /** IPv4 blocks that calls from the private subnets seem to come from, outside the VPC. */
  readonly natAddresses: readonly string[];
  /** What must stand before anything gets a public address. */
  readonly publicAccess: readonly TerraformResource[];
  /** What must stand for as long as tasks and instances call anything. */
  readonly wayOut: readonly TerraformResource[];
}
