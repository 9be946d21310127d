import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";

/** A share of the tasks and where they run, as CodeDeploy and ECS both write it. */
export interface CapacityShare {
  readonly CapacityProvider: "FARGATE" | "FARGATE_SPOT";
  readonly Weight: number;
  readonly Base: number;
}

export interface ClusterProps {
  readonly name: string;
  /** Share of the tasks on Fargate Spot, in percent. @default 0 */
  readonly spotPercent?: number;
}

/** A Fargate cluster with Container Insights on. */
export class Cluster extends Construct {
  public readonly arn: string;
  public readonly name: string;
  /** What a service depends on that names a capacity provider. */
  public readonly providers?: EcsClusterCapacityProviders;
  /** How tasks are spread over Fargate and Fargate Spot. */
  public readonly capacity: readonly CapacityShare[];

  constructor(scope: Construct, id: string, { name, spotPercent = 0 }: ClusterProps) {
    super(scope, id);
    const cluster = new EcsCluster(this, "resource", {
      name,
      setting: [{ name: "containerInsights", value: "enabled" }],
    });
    this.providers = new EcsClusterCapacityProviders(this, "capacity", {
      clusterName: cluster.name,
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
    });
    this.arn = cluster.arn;
    this.name = cluster.name;
    this.capacity = capacityShares(spotPercent);
  }
}

/** Spreads tasks by percent; one task stays off Spot as long as the share leaves any. */
function capacityShares(spotPercent: number): CapacityShare[] {
  const shares: CapacityShare[] = [
    { CapacityProvider: "FARGATE", Weight: 100 - spotPercent, Base: 1 },
    { CapacityProvider: "FARGATE_SPOT", Weight: spotPercent, Base: 0 },
  ];
  return shares.filter(({ Weight }) => Weight > 0);
}
