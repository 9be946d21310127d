import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";
import { InstanceCapacity, type InstanceCapacityProps } from "./instance-capacity";

/** A share of the tasks and where they run, as CodeDeploy and ECS both write it. */
export interface CapacityShare {
  /** `FARGATE`, `FARGATE_SPOT`, or a capacity provider of the cluster's own. */
  readonly CapacityProvider: string;
  readonly Weight: number;
  readonly Base: number;
}

export interface ClusterProps {
  readonly name: string;
  /** Share of the tasks on Fargate Spot, in percent. @default 0 */
  readonly spotPercent?: number;
  /** Instances that tasks run on. @default - tasks run on Fargate */
  readonly instances?: Omit<InstanceCapacityProps, "name" | "cluster">;
}

/** A cluster with Container Insights on: Fargate's, or with instances of its own. */
export class Cluster extends Construct {
  public readonly arn: string;
  public readonly name: string;
  /** What a service depends on that names a capacity provider. */
  public readonly providers?: EcsClusterCapacityProviders;
  /** How tasks are spread over capacity providers. */
  public readonly capacity: readonly CapacityShare[];
  /** The Auto Scaling group of its instances. */
  public readonly groupName?: string;

  constructor(scope: Construct, id: string, { name, spotPercent = 0, instances }: ClusterProps) {
    super(scope, id);
    const cluster = new EcsCluster(this, "resource", {
      name,
      setting: [{ name: "containerInsights", value: "enabled" }],
    });
    const own =
      instances &&
      new InstanceCapacity(this, "instances", {
        ...instances,
        name,
        cluster: { name, arn: cluster.arn, resource: cluster },
      });
    this.providers = new EcsClusterCapacityProviders(this, "capacity", {
      clusterName: cluster.name,
      capacityProviders: own ? [own.provider.name] : ["FARGATE", "FARGATE_SPOT"],
    });
    this.arn = cluster.arn;
    this.name = cluster.name;
    this.groupName = own?.groupName;
    this.capacity = own
      ? [{ CapacityProvider: own.provider.name, Weight: 100, Base: 0 }]
      : fargateShares(spotPercent);
  }
}

/** Spreads tasks by percent; one task stays off Spot as long as the share leaves any. */
function fargateShares(spotPercent: number): CapacityShare[] {
  const shares: CapacityShare[] = [
    { CapacityProvider: "FARGATE", Weight: 100 - spotPercent, Base: 1 },
    { CapacityProvider: "FARGATE_SPOT", Weight: spotPercent, Base: 0 },
  ];
  return shares.filter(({ Weight }) => Weight > 0);
}
