import { LbListener, type LbListenerConfig } from "@cdktf/provider-aws/lib/lb-listener";
import { Construct } from "constructs";
import type { LoadBalancer } from "./load-balancer";
import type { TargetGroups } from "./target-groups";

export interface ListenersProps {
  readonly loadBalancer: LoadBalancer;
  readonly targetGroups: TargetGroups;
  /** Port of the test listener. */
  readonly testPort: number;
  /** Certificate: turns HTTPS on for both listeners. @default - HTTP */
  readonly certificateArn?: string;
  /** Protocols and ciphers, with a certificate. @default "ELBSecurityPolicy-TLS13-1-2-2021-06" */
  readonly tlsPolicy?: string;
  /** With a certificate: send HTTP to HTTPS. @default true */
  readonly redirectHttp?: boolean;
}

/** The listener that users meet, and the one that only the hook and testers do. */
export class Listeners extends Construct {
  public readonly production: LbListener;
  public readonly test: LbListener;

  constructor(scope: Construct, id: string, props: ListenersProps) {
    super(scope, id);
    const { loadBalancer, targetGroups, certificateArn } = props;
    const protocol: Pick<LbListenerConfig, "protocol" | "certificateArn" | "sslPolicy"> = certificateArn
      ? {
          protocol: "HTTPS",
          certificateArn,
          sslPolicy: props.tlsPolicy ?? "ELBSecurityPolicy-TLS13-1-2-2021-06",
        }
      : { protocol: "HTTP" };
    const listener = (kind: string, port: number, targetGroupArn: string) =>
      new LbListener(this, kind, {
        loadBalancerArn: loadBalancer.arn,
        port,
        ...protocol,
        defaultAction: [{ type: "forward", targetGroupArn }],
        // Each release points the listener at the other target group.
        lifecycle: { ignoreChanges: ["default_action"] },
      });
    this.production = listener("production", certificateArn ? 443 : 80, targetGroups.blue.arn);
    this.test = listener("test", props.testPort, targetGroups.green.arn);
    if (certificateArn && (props.redirectHttp ?? true)) {
      new LbListener(this, "redirect", {
        loadBalancerArn: loadBalancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultAction: [
          { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
        ],
        // With a certificate the production listener leaves port 80 first.
        dependsOn: [this.production],
      });
    }
  }
}
