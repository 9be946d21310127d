import { Construct } from "constructs";
import type { Network } from "../networking/network";
import { SecurityGroup } from "./security-group";

export interface FleetGroupsProps {
  readonly name: string;
  readonly network: Network;
  /** Ports of the production listeners: 80, and 443 with a certificate. */
  readonly productionPorts: readonly number[];
  /** IPv4 blocks that may reach the production listeners. */
  readonly productionCidrs: readonly string[];
}

/** The port that the application listens on, on each instance. */
export const APP_PORT = 80;

/** AWS's own interfaces and package repositories. */
const OUT = { https: 443, http: 80 } as const;

/**
 * Who talks to whom: users to the load balancer, the load balancer to instances, instances to AWS and to package
 * repositories. Nobody logs in by SSH: a shell is opened by Session Manager, which the instance itself calls.
 */
export class FleetGroups extends Construct {
  public readonly loadBalancer: SecurityGroup;
  public readonly instances: SecurityGroup;

  constructor(scope: Construct, id: string, props: FleetGroupsProps) {
    super(scope, id);
    const { name, network } = props;
    const group = (part: string, description: string) =>
      new SecurityGroup(this, part, { name: `${name}-${part}`, description, vpcId: network.vpcId });
    this.loadBalancer = group("load-balancer", "Load balancer: users in, instances out");
    this.instances = group("instances", "Instances: the load balancer in, AWS and packages out");

    for (const port of props.productionPorts) {
      // AWS refuses a rule that is there already.
      [...new Set(props.productionCidrs)].forEach((cidr, index) => {
        this.loadBalancer.allowFrom(`users-${port}-${index + 1}`, { cidr }, port, "Production traffic");
      });
    }
    const why = "Requests and health checks";
    this.loadBalancer.allowTo("instances", { group: this.instances }, APP_PORT, why);
    this.instances.allowFrom("load-balancer", { group: this.loadBalancer }, APP_PORT, why);
    for (const [part, port] of Object.entries(OUT)) {
      this.instances.allowTo(
        part,
        { cidr: "0.0.0.0/0" },
        port,
        "AWS, packages, and what the application calls",
      );
    }
  }
}
