import { SecurityGroup as AwsSecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { dependOn } from "../depend-on";

/** Who a rule lets in or out to: an IPv4 block, or another security group. */
export type Peer = { readonly cidr: string } | { readonly group: SecurityGroup };

/** A TCP port, or all of them. */
export type Port = number | "any";

export interface SecurityGroupProps {
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
}

/** A security group that begins closed in both directions. */
export class SecurityGroup extends Construct {
  public readonly id: string;
  private readonly resource: AwsSecurityGroup;

  constructor(scope: Construct, id: string, props: SecurityGroupProps) {
    super(scope, id);
    this.resource = new AwsSecurityGroup(this, "resource", props);
    this.id = this.resource.id;
  }

  /** Makes the group after others, and removes it before them. */
  public dependOn(others: readonly TerraformResource[]): void {
    dependOn(this.resource, others);
  }

  /** Lets TCP connections in from `peer` on `port`. `why` tells the reader of the console what for. */
  public allowFrom(id: string, peer: Peer, port: Port, why: string): void {
    new VpcSecurityGroupIngressRule(this, `from-${id}`, { ...this.rule(peer, port, why) });
  }

  /** Lets TCP connections out to `peer` on `port`. */
  public allowTo(id: string, peer: Peer, port: Port, why: string): void {
    new VpcSecurityGroupEgressRule(this, `to-${id}`, { ...this.rule(peer, port, why) });
  }

  /** Lets everything out. Only for code whose calls are not ours to know. */
  public allowToAnywhere(why: string): void {
    new VpcSecurityGroupEgressRule(this, "to-anywhere", {
      securityGroupId: this.id,
      description: why,
      ipProtocol: "-1",
      cidrIpv4: "0.0.0.0/0",
    });
  }

  private rule(peer: Peer, port: Port, description: string) {
    return {
      securityGroupId: this.id,
      description,
      ipProtocol: "tcp",
      fromPort: port === "any" ? 0 : port,
      toPort: port === "any" ? 65535 : port,
      ...("cidr" in peer ? { cidrIpv4: peer.cidr } : { referencedSecurityGroupId: peer.group.id }),
    };
  }
}
