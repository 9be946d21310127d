import { Construct } from "constructs";
import type { Network } from "../networking/network";
import { SecurityGroup } from "./security-group";

export interface ServiceGroupsProps {
  readonly name: string;
  readonly network: Network;
  /** Ports of the production listeners: 80, and 443 with a certificate. */
  readonly productionPorts: readonly number[];
  /** IPv4 blocks that may reach the production listeners. */
  readonly productionCidrs: readonly string[];
}

/** Who talks to whom where ECS itself replaces tasks: users to the load balancer, and the load balancer to tasks. */
export class ServiceGroups extends Construct {
  public readonly loadBalancer: SecurityGroup;
  /** Of tasks with addresses of their own, or of the instances that tasks share the address of. */
  public readonly targets: SecurityGroup;

  constructor(scope: Construct, id: string, props: ServiceGroupsProps) {
    super(scope, id);
    const { name, network } = props;
    const group = (part: string, description: string) =>
      new SecurityGroup(this, part, { name: `${name}-${part}`, description, vpcId: network.vpcId });
    this.loadBalancer = group("load-balancer", "Load balancer: users in, tasks out");
    this.targets = group("targets", "Tasks: the load balancer in, the application's own calls out");

    for (const port of props.productionPorts) {
      // AWS refuses a rule that is there already.
      [...new Set(props.productionCidrs)].forEach((cidr, index) => {
        this.loadBalancer.allowFrom(`users-${port}-${index + 1}`, { cidr }, port, "Production traffic");
      });
    }
    const why = "Requests and health checks";
    // Any port: tasks of the last release still listen on theirs when the setting has changed, or Docker has chosen it.
    this.loadBalancer.allowTo("targets", { group: this.targets }, "any", why);
    this.targets.allowFrom("load-balancer", { group: this.loadBalancer }, "any", why);
    this.targets.allowToAnywhere("Image, logs, secrets, and what the application calls");
  }
}
