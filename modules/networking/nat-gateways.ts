import { Eip } from "@cdktf/provider-aws/lib/eip";
import type { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { Construct } from "constructs";
import type { Subnets } from "./subnets";

export interface NatGatewaysProps {
  readonly name: string;
  readonly subnets: Subnets;
  /** What must stand before anything gets a public address. */
  readonly internetGateway: InternetGateway;
  /** How many gateways: 1 is shared by all zones, else one for each zone. */
  readonly count: number;
}

/** The way out for private subnets, and the addresses that they leave from. */
export class NatGateways extends Construct {
  /** IPv4 blocks of one address each. */
  public readonly addresses: string[] = [];
  /** What leads to the gateways. */
  public readonly routes: readonly Route[];

  constructor(scope: Construct, id: string, { name, subnets, internetGateway, count }: NatGatewaysProps) {
    super(scope, id);
    const gatewayIds = subnets.publicIds.slice(0, count).map((subnetId, index) => {
      const dependsOn = [internetGateway];
      const tags = { Name: `${name}-nat-${index + 1}` };
      const address = new Eip(this, `address-${index + 1}`, { domain: "vpc", tags, dependsOn });
      this.addresses.push(`${address.publicIp}/32`);
      return new NatGateway(this, `gateway-${index + 1}`, {
        subnetId,
        allocationId: address.allocationId,
        tags,
        dependsOn,
      }).id;
    });
    this.routes = subnets.privateRouteTableIds.map(
      (routeTableId, index) =>
        new Route(this, `route-${index + 1}`, {
          routeTableId,
          destinationCidrBlock: "0.0.0.0/0",
          natGatewayId: gatewayIds[index % count],
        }),
    );
  }
}
