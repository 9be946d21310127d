import { Construct } from "constructs";
import type { Network } from "../networking/network";
import { SecurityGroup } from "./security-group";

export interface SecurityGroupsProps {
  readonly name: string;
  readonly network: Network;
  /** Ports of the production listeners: 80, and 443 with a certificate. */
  readonly productionPorts: readonly number[];
  /** IPv4 blocks that may reach the production listeners. */
  readonly productionCidrs: readonly string[];
  /** Port of the test listener. */
  readonly testPort: number;
  /** IPv4 blocks that may reach the test listener, besides the hook. */
  readonly testCidrs: readonly string[];
  /** Whether the load balancer is reachable only from within the VPC. */
  readonly internal: boolean;
}

/** Who talks to whom: users to the load balancer, the load balancer to tasks, the hook to the test listener. */
export class SecurityGroups extends Construct {
  public readonly loadBalancer: SecurityGroup;
  public readonly tasks: SecurityGroup;
  public readonly hook: SecurityGroup;

  constructor(scope: Construct, id: string, props: SecurityGroupsProps) {
    super(scope, id);
    const { name, network, testPort } = props;
    const group = (part: string, description: string) =>
      new SecurityGroup(this, part, { name: `${name}-${part}`, description, vpcId: network.vpcId });
    this.loadBalancer = group("load-balancer", "Load balancer: users in, tasks out");
    this.tasks = group("tasks", "Tasks: the load balancer in, the application's own calls out");
    this.hook = group("hook", "Hook: the test listener and AWS out");

    for (const port of props.productionPorts) {
      distinct(props.productionCidrs).forEach((cidr, index) => {
        this.loadBalancer.allowFrom(`users-${port}-${index + 1}`, { cidr }, port, "Production traffic");
      });
    }
    distinct(props.testCidrs).forEach((cidr, index) => {
      this.loadBalancer.allowFrom(`testers-${index + 1}`, { cidr }, testPort, "Test traffic");
    });
    this.admitHook(props);
    // Any port: tasks of the last release still listen on theirs when the setting has changed.
    this.loadBalancer.allowTo("tasks", { group: this.tasks }, "any", "Requests and health checks");
    this.tasks.allowFrom("load-balancer", { group: this.loadBalancer }, "any", "Requests and health checks");
    this.tasks.allowToAnywhere("Image, logs, secrets, and what the application calls");
    this.hook.allowTo("aws", { cidr: "0.0.0.0/0" }, 443, "Report to CodeDeploy");
  }

  /**
   * The name of an internet-facing load balancer resolves to public addresses, so the hook arrives from where its
   * subnets leave the VPC. Within the VPC its security group names it.
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#load-balancer-scheme
   */
  private admitHook({ internal, network, testPort }: SecurityGroupsProps): void {
    if (internal) {
      this.loadBalancer.allowFrom("hook", { group: this.hook }, testPort, "Checks of green");
      this.hook.allowTo("test-listener", { group: this.loadBalancer }, testPort, "Checks of green");
      return;
    }
    distinct(network.natAddresses).forEach((cidr, index) => {
      this.loadBalancer.allowFrom(`hook-${index + 1}`, { cidr }, testPort, "Checks of green, through NAT");
    });
    // A rule for 443 stands already.
    if (testPort !== 443)
      this.hook.allowTo("test-listener", { cidr: "0.0.0.0/0" }, testPort, "Checks of green");
  }
}

/** AWS refuses a rule that is there already. */
function distinct(blocks: readonly string[]): string[] {
  return [...new Set(blocks)];
}
