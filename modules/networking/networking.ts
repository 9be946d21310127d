import { Construct } from "constructs";
import type { Account } from "../security/account";
import type { EndpointService } from "./endpoint-services";
import { FlowLogs } from "./flow-logs";
import { NatGateways } from "./nat-gateways";
import type { Network } from "./network";
import { Subnets } from "./subnets";
import { Vpc } from "./vpc";
import { VpcEndpoints } from "./vpc-endpoints";

export interface NetworkingProps {
  readonly name: string;
  readonly account: Account;
  /** IPv4 block of the VPC. @default "10.1.0.0/16" */
  readonly cidr?: string;
  /** Availability Zones to spread over, 2 to 6. @default 2 */
  readonly zones?: number;
  /** Blocks of the public subnets, one a zone. @default - equal parts of the VPC's block */
  readonly publicSubnets?: readonly string[];
  /** Blocks of the private subnets, one a zone. @default - equal parts of the VPC's block */
  readonly privateSubnets?: readonly string[];
  /**
   * NAT gateways. With `none`, tasks live in the public subnets with addresses of their own.
   * @default "single"
   */
  readonly nat?: "none" | "single" | "per-az";
  /** VPC endpoints to make. @default - Amazon S3's gateway */
  readonly endpoints?: readonly EndpointService[];
  /** Days that flow logs are kept; 0 records none. @default 30 */
  readonly flowLogRetentionDays?: number;
  /** Whether a hook of CodeDeploy lives in the private subnets. @default true */
  readonly hook?: boolean;
}

/** A VPC of its own: subnets over the zones, gateways, endpoints, flow logs. */
export class Networking extends Construct implements Network {
  public readonly vpcId: string;
  public readonly publicSubnetIds: readonly string[];
  public readonly privateSubnetIds: readonly string[];
  public readonly taskSubnetIds: readonly string[];
  public readonly tasksArePublic: boolean;
  public readonly natAddresses: readonly string[];
  public readonly publicAccess: Network["publicAccess"];
  public readonly wayOut: Network["wayOut"];

  constructor(scope: Construct, id: string, props: NetworkingProps) {
    super(scope, id);
    const {
      name,
      account,
      cidr = "10.1.0.0/16",
      zones = 2,
      nat = "single",
      endpoints = ["s3"],
      hook = true,
    } = props;
    const vpc = new Vpc(this, "vpc", { name, cidr });
    const subnets = new Subnets(this, "subnets", {
      name,
      vpc,
      cidr,
      zones,
      publicBlocks: props.publicSubnets,
      privateBlocks: props.privateSubnets,
    });
    const gateways =
      nat === "none"
        ? undefined
        : new NatGateways(this, "nat", {
            name,
            subnets,
            internetGateway: vpc.internetGateway,
            count: nat === "single" ? 1 : zones,
          });
    new VpcEndpoints(this, "endpoints", {
      name,
      region: account.region,
      vpcId: vpc.id,
      cidr,
      // Without a way out, the hook can report to CodeDeploy over an endpoint only.
      services: gateways || !hook ? endpoints : [...endpoints, "codedeploy"],
      subnetIds: subnets.privateIds,
      routeTableIds: [subnets.publicRouteTableId, ...subnets.privateRouteTableIds],
    });
    const retentionDays = props.flowLogRetentionDays ?? 30;
    if (retentionDays > 0) new FlowLogs(this, "flow-logs", { name, account, vpcId: vpc.id, retentionDays });

    this.vpcId = vpc.id;
    this.publicAccess = [vpc.internetGateway];
    this.wayOut = [...subnets.routing, ...(gateways?.routes ?? [])];
    this.publicSubnetIds = subnets.publicIds;
    this.privateSubnetIds = subnets.privateIds;
    this.tasksArePublic = gateways === undefined;
    this.taskSubnetIds = this.tasksArePublic ? subnets.publicIds : subnets.privateIds;
    this.natAddresses = gateways?.addresses ?? [];
  }
}
