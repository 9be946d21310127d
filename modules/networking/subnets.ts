import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Fn, type TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { formatCidr, LONGEST_SUBNET_PREFIX, parseCidr, partPrefix, split } from "./cidr";
import type { Vpc } from "./vpc";

export interface SubnetsProps {
  readonly name: string;
  readonly vpc: Vpc;
  /** IPv4 block of the VPC. */
  readonly cidr: string;
  /** Availability Zones to spread over, 2 to 6. */
  readonly zones: number;
  /** Blocks of the public subnets, one a zone. @default - the first half of equal parts of the VPC's */
  readonly publicBlocks?: readonly string[];
  /** Blocks of the private subnets, one a zone. @default - the second half of equal parts of the VPC's */
  readonly privateBlocks?: readonly string[];
}

const ANYWHERE = "0.0.0.0/0";

/** A public and a private subnet in each zone. Public ones share a route table; each private one has its own. */
export class Subnets extends Construct {
  public readonly publicIds: string[];
  public readonly privateIds: string[];
  public readonly publicRouteTableId: string;
  public readonly privateRouteTableIds: string[];
  /** What leads from subnets to gateways. */
  public readonly routing: TerraformResource[] = [];

  constructor(scope: Construct, id: string, props: SubnetsProps) {
    super(scope, id);
    const { vpc, zones } = props;
    // Local Zones and Wavelength Zones are opted into, and have neither NAT gateways nor Fargate.
    const available = new DataAwsAvailabilityZones(this, "zones", {
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    const zone = (index: number): string => Fn.element(available.names, index);
    const equal = equalBlocks(props.cidr, zones);
    const make = (kind: "public" | "private", blocks: readonly string[]) =>
      blocks.map(
        (cidrBlock, index) =>
          new Subnet(this, `${kind}-${index + 1}`, {
            vpcId: vpc.id,
            cidrBlock,
            availabilityZone: zone(index),
            tags: { Name: `${props.name}-${kind}-${index + 1}` },
          }).id,
      );
    this.publicIds = make("public", props.publicBlocks ?? equal.slice(0, zones));
    this.privateIds = make("private", props.privateBlocks ?? equal.slice(zones));

    this.publicRouteTableId = this.routeTable("public", props);
    this.routing.push(
      new Route(this, "public-to-internet", {
        routeTableId: this.publicRouteTableId,
        destinationCidrBlock: ANYWHERE,
        gatewayId: vpc.internetGateway.id,
      }),
    );
    this.publicIds.forEach((subnetId, index) => {
      this.associate(`public-${index + 1}`, subnetId, this.publicRouteTableId);
    });
    this.privateRouteTableIds = this.privateIds.map((subnetId, index) => {
      const routeTableId = this.routeTable(`private-${index + 1}`, props);
      this.associate(`private-${index + 1}`, subnetId, routeTableId);
      return routeTableId;
    });
  }

  private routeTable(part: string, { name, vpc }: SubnetsProps): string {
    return new RouteTable(this, `${part}-routes`, { vpcId: vpc.id, tags: { Name: `${name}-${part}` } }).id;
  }

  private associate(part: string, subnetId: string, routeTableId: string): void {
    this.routing.push(new RouteTableAssociation(this, `${part}-association`, { subnetId, routeTableId }));
  }
}

/** As many zones as a VPC may have here, public and private, rounded up to a power of two. */
const ROOMY_PARTS = 16;

/**
 * Public blocks first, then private ones. Where the VPC is large enough it is cut for as many zones as there may ever
 * be, so that a further zone adds subnets and renumbers none.
 */
function equalBlocks(cidr: string, zones: number): string[] {
  const block = parseCidr(cidr);
  if (!block) throw new Error(`'cidr' should be an IPv4 block such as 10.1.0.0/16, got '${cidr}'`);
  const roomy = partPrefix(block, ROOMY_PARTS) <= LONGEST_SUBNET_PREFIX;
  const parts = split(block, roomy ? ROOMY_PARTS : zones * 2).map(formatCidr);
  return [...parts.slice(0, zones), ...parts.slice(parts.length / 2, parts.length / 2 + zones)];
}
