import { LbListener, type LbListenerConfig } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup, type LbTargetGroupConfig } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";
import type { EntryProps } from "../app_infra/app-infra";
import { LoadBalancer } from "../app_infra/load-balancer";
import type { HealthCheck } from "../app_infra/target-groups";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import { APP_PORT } from "../security/fleet-groups";
import type { SecurityGroup } from "../security/security-group";

/** What users arrive at, and what a health check asks: a page, or whether a connection is taken. */
export interface EntryKind {
  readonly type: "application" | "network";
  readonly healthCheck: "http" | "tcp";
}

export interface FleetEntryProps {
  readonly name: string;
  readonly account: Account;
  readonly network: Network;
  readonly securityGroup: SecurityGroup;
  readonly entry: Omit<EntryProps, "testPort" | "deregistrationDelaySeconds">;
  readonly healthCheck: HealthCheck;
  /** Seconds that requests in flight get when an instance leaves. */
  readonly deregistrationDelaySeconds: number;
  /** @default - an application load balancer that asks for a page */
  readonly kind?: EntryKind;
  /** Instances, or tasks with addresses of their own. @default "instance" */
  readonly targets?: "instance" | "ip";
}

/** The way in: load balancer, one target group, and the listener that leads to it for good. */
export class FleetEntry extends Construct {
  public readonly loadBalancer: LoadBalancer;
  public readonly targetGroup: LbTargetGroup;
  public readonly listener: LbListener;
  public readonly kind: EntryKind;
  /** Where users reach the application. */
  public readonly url: string;

  constructor(scope: Construct, id: string, props: FleetEntryProps) {
    super(scope, id);
    const { name, account, network, entry } = props;
    const { domainName, hostedZoneId } = entry;
    this.kind = props.kind ?? { type: "application", healthCheck: "http" };
    const isHttp = this.kind.type === "application";
    this.loadBalancer = new LoadBalancer(this, "load-balancer", {
      ...entry,
      name,
      account,
      network,
      type: this.kind.type,
      securityGroup: props.securityGroup,
      // A network load balancer logs what it decrypts itself, and no request.
      // @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html
      accessLogDays: entry.accessLogs && isHttp ? entry.accessLogDays : 0,
      record: domainName && hostedZoneId ? { domainName, hostedZoneId } : undefined,
    });
    this.targetGroup = new LbTargetGroup(this, "target-group", {
      name,
      vpcId: network.vpcId,
      port: APP_PORT,
      protocol: isHttp ? "HTTP" : "TCP",
      targetType: props.targets ?? "instance",
      deregistrationDelay: String(props.deregistrationDelaySeconds),
      healthCheck: healthCheck(this.kind, props.healthCheck),
      stickiness: stickiness(this.kind, entry.stickinessSeconds),
    });
    this.listener = this.listen(entry);
    const scheme = entry.certificateArn ? "https" : "http";
    this.url = `${scheme}://${domainName ?? this.loadBalancer.dnsName}`;
  }

  private listen({ certificateArn, tlsPolicy, redirectHttp }: FleetEntryProps["entry"]): LbListener {
    const [plain, encrypted] = this.kind.type === "application" ? ["HTTP", "HTTPS"] : ["TCP", "TLS"];
    const protocol: Pick<LbListenerConfig, "protocol" | "certificateArn" | "sslPolicy"> = certificateArn
      ? { protocol: encrypted, certificateArn, sslPolicy: tlsPolicy }
      : { protocol: plain };
    const production = new LbListener(this, "production", {
      loadBalancerArn: this.loadBalancer.arn,
      port: certificateArn ? 443 : 80,
      ...protocol,
      defaultAction: [{ type: "forward", targetGroupArn: this.targetGroup.arn }],
    });
    if (certificateArn && redirectHttp && this.kind.type === "application") {
      new LbListener(this, "redirect", {
        loadBalancerArn: this.loadBalancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultAction: [
          { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
        ],
        // With a certificate the production listener leaves port 80 first.
        dependsOn: [production],
      });
    }
    return production;
  }
}

function healthCheck(
  { healthCheck: kind }: EntryKind,
  check: HealthCheck,
): LbTargetGroupConfig["healthCheck"] {
  return {
    protocol: kind === "http" ? "HTTP" : "TCP",
    port: "traffic-port",
    ...(kind === "http" ? { path: check.path, matcher: check.statusCodes } : {}),
    interval: check.intervalSeconds,
    timeout: check.timeoutSeconds,
    healthyThreshold: check.healthyThreshold,
    unhealthyThreshold: check.unhealthyThreshold,
  };
}

/** A load balancer for TCP knows a user by the address, for as long as it lasts. */
function stickiness({ type }: EntryKind, seconds: number): LbTargetGroupConfig["stickiness"] {
  if (type === "network") return { type: "source_ip", enabled: seconds > 0 };
  return { type: "lb_cookie", enabled: seconds > 0, cookieDuration: seconds > 0 ? seconds : 86400 };
}
