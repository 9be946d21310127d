import { Lb } from "@cdktf/provider-aws/lib/lb";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Construct } from "constructs";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import type { SecurityGroup } from "../security/security-group";
import { AccessLogs } from "./access-logs";

export interface LoadBalancerProps {
  readonly name: string;
  readonly account: Account;
  readonly network: Network;
  readonly securityGroup: SecurityGroup;
  /** For HTTP, or for TCP. @default "application" */
  readonly type?: "application" | "network";
  /** Reachable only from within the VPC. @default false */
  readonly internal?: boolean;
  /** Seconds after which an idle connection of HTTP is closed, 1 to 4000. @default 60 */
  readonly idleTimeoutSeconds?: number;
  /** Refuse to delete it. @default false */
  readonly deletionProtection?: boolean;
  /** Days that access logs are kept; 0 keeps none. @default 90 */
  readonly accessLogDays?: number;
  /** Regional WAFv2 web ACL to put in front. @default - none */
  readonly webAclArn?: string;
  /** Name to point at it, and the Route 53 zone that the name is in. @default - none */
  readonly record?: { readonly domainName: string; readonly hostedZoneId: string };
}

/** The load balancer. */
export class LoadBalancer extends Construct {
  public readonly type: "application" | "network";
  public readonly arn: string;
  public readonly arnSuffix: string;
  public readonly dnsName: string;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const { name, account, network, type = "application", internal = false, accessLogDays = 90 } = props;
    const logs =
      accessLogDays > 0
        ? new AccessLogs(this, "access-logs", { name, account, expiryDays: accessLogDays })
        : undefined;
    const loadBalancer = new Lb(this, "resource", {
      name,
      loadBalancerType: type,
      internal,
      subnets: [...(internal ? network.privateSubnetIds : network.publicSubnetIds)],
      securityGroups: [props.securityGroup.id],
      enableDeletionProtection: props.deletionProtection ?? false,
      ...(type === "application" ? http(props) : { enableCrossZoneLoadBalancing: true }),
      accessLogs: logs && { bucket: logs.bucket.name, enabled: true },
      dependsOn: [...network.publicAccess, ...(logs ? [logs.bucket.policy] : [])],
    });
    this.type = type;
    this.arn = loadBalancer.arn;
    this.arnSuffix = loadBalancer.arnSuffix;
    this.dnsName = loadBalancer.dnsName;
    if (props.webAclArn) {
      new Wafv2WebAclAssociation(this, "web-acl", { resourceArn: this.arn, webAclArn: props.webAclArn });
    }
    if (props.record) {
      new Route53Record(this, "record", {
        zoneId: props.record.hostedZoneId,
        name: props.record.domainName,
        type: "A",
        alias: { name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true },
      });
    }
  }
}

/** What only a load balancer that reads requests has. */
function http({ idleTimeoutSeconds = 60 }: LoadBalancerProps) {
  return {
    idleTimeout: idleTimeoutSeconds,
    // Requests that AWS and a back end could read differently are refused.
    dropInvalidHeaderFields: true,
    desyncMitigationMode: "defensive",
  };
}
