import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { Vpc as AwsVpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";

export interface VpcProps {
  readonly name: string;
  /** IPv4 block of the VPC. */
  readonly cidr: string;
}

/** A VPC with its internet gateway, whose default security group lets nothing through. */
export class Vpc extends Construct {
  public readonly id: string;
  public readonly internetGateway: InternetGateway;

  constructor(scope: Construct, id: string, { name, cidr }: VpcProps) {
    super(scope, id);
    const vpc = new AwsVpc(this, "resource", {
      cidrBlock: cidr,
      enableDnsSupport: true,
      // Interface endpoints answer under AWS's own names only where this is on.
      enableDnsHostnames: true,
      tags: { Name: name },
    });
    this.id = vpc.id;
    this.internetGateway = new InternetGateway(this, "internet-gateway", {
      vpcId: vpc.id,
      tags: { Name: name },
    });
    // Taken over with no rule at all, so that what forgets to name a group is shut off rather than open.
    new DefaultSecurityGroup(this, "default-security-group", {
      vpcId: vpc.id,
      tags: { Name: `${name}-default-closed` },
    });
  }
}
