import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import type { Cluster } from "../ecs/cluster";
import type { Network } from "../networking/network";
import type { SecurityGroup } from "../security/security-group";
import { CONTAINER_NAME } from "./container";

export interface ServicePartsProps {
  readonly cluster: Cluster;
  readonly network: Network;
  readonly securityGroup: SecurityGroup;
  readonly targetGroup: { readonly arn: string };
  readonly containerPort: number;
  readonly graceSeconds?: number;
  readonly exec?: boolean;
  readonly dependsOn?: ITerraformDependable[];
}

/** What every service has, whoever replaces its tasks. */
export function serviceParts(props: ServicePartsProps) {
  const { cluster, network } = props;
  return {
    cluster: cluster.arn,
    capacityProviderStrategy: cluster.capacity.map(({ CapacityProvider, Weight, Base }) => ({
      capacityProvider: CapacityProvider,
      weight: Weight,
      base: Base,
    })),
    networkConfiguration: {
      subnets: [...network.taskSubnetIds],
      securityGroups: [props.securityGroup.id],
      assignPublicIp: network.tasksArePublic,
    },
    loadBalancer: [
      {
        targetGroupArn: props.targetGroup.arn,
        containerName: CONTAINER_NAME,
        containerPort: props.containerPort,
      },
    ],
    healthCheckGracePeriodSeconds: props.graceSeconds ?? 60,
    enableExecuteCommand: props.exec ?? false,
    enableEcsManagedTags: true,
    propagateTags: "SERVICE",
    dependsOn: [...(cluster.providers ? [cluster.providers] : []), ...(props.dependsOn ?? [])],
  } satisfies Partial<EcsServiceConfig>;
}
