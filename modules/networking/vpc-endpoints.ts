import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import { SecurityGroup } from "../security/security-group";
import { type EndpointService, isGateway } from "./endpoint-services";

export interface VpcEndpointsProps {
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  /** IPv4 block that may use the interface endpoints. */
  readonly cidr: string;
  readonly services: readonly EndpointService[];
  /** Subnets that interface endpoints get an address in. */
  readonly subnetIds: readonly string[];
  /** Route tables that gateway endpoints add a route to. */
  readonly routeTableIds: readonly string[];
}

/** Ways to AWS services that do not leave the VPC. */
export class VpcEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: VpcEndpointsProps) {
    super(scope, id);
    const { name, vpcId } = props;
    const services = [...new Set(props.services)];
    const shared = (service: EndpointService) => ({
      vpcId,
      serviceName: `com.amazonaws.${props.region}.${service}`,
      tags: { Name: `${name}-${service}` },
    });
    for (const service of services.filter(isGateway)) {
      new VpcEndpoint(this, service, {
        ...shared(service),
        vpcEndpointType: "Gateway",
        routeTableIds: [...props.routeTableIds],
      });
    }
    const interfaces = services.filter((service) => !isGateway(service));
    if (interfaces.length === 0) return;
    const group = new SecurityGroup(this, "security-group", {
      name: `${name}-endpoints`,
      description: "Interface endpoints of AWS services",
      vpcId,
    });
    group.allowFrom("vpc", { cidr: props.cidr }, 443, "HTTPS from within the VPC");
    for (const service of interfaces) {
      new VpcEndpoint(this, service.replace(".", "-"), {
        ...shared(service),
        vpcEndpointType: "Interface",
        subnetIds: [...props.subnetIds],
        securityGroupIds: [group.id],
        privateDnsEnabled: true,
      });
    }
  }
}
