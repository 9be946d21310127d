import { DataAwsEcsCluster } from "@cdktf/provider-aws/lib/data-aws-ecs-cluster";
import type { CapacityShare, Cluster } from "cdktf-blue-green";
import { Construct } from "constructs";

/** A cluster that the platform team runs for everyone: it is looked up, and nothing about it is changed. */
export class SharedCluster extends Construct implements Cluster {
  public readonly arn: string;
  public readonly name: string;
  public readonly capacity: readonly CapacityShare[] = [{ CapacityProvider: "FARGATE", Weight: 1, Base: 0 }];

  constructor(scope: Construct, id: string, clusterName: string) {
    super(scope, id);
    const cluster = new DataAwsEcsCluster(this, "resource", { clusterName });
    this.arn = cluster.arn;
    this.name = cluster.clusterName;
  }
}
