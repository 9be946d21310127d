import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import type { Cluster } from "../ecs/cluster";
import type { Network } from "../networking/network";
import type { SecurityGroup } from "../security/security-group";

/** A setting that reaches the service by a release: the parameter that holds it, and the build's name for it. */
export interface ReleaseSetting {
  readonly variable: string;
  readonly parameterName: string;
  readonly parameterArn: string;
}

export interface ReleaseSettingsProps {
  readonly name: string;
  readonly cluster: Cluster;
  readonly network: Network;
  readonly securityGroup: SecurityGroup;
  /** Who replaces tasks: an appspec and ECS spell the same settings differently. */
  readonly controller: "CODE_DEPLOY" | "ECS";
}

/**
 * Where tasks run. A service with the CODE_DEPLOY controller takes changes of these from an appspec only, so they stand
 * in parameters beside the task definition's, and a new version of one starts the pipeline.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export class ReleaseSettings extends Construct {
  public readonly all: readonly ReleaseSetting[];

  constructor(scope: Construct, id: string, props: ReleaseSettingsProps) {
    super(scope, id);
    const { cluster, network, securityGroup } = props;
    const values = {
      "capacity-provider-strategy": cluster.capacity,
      "network-configuration": {
        AwsvpcConfiguration: {
          Subnets: network.taskSubnetIds,
          SecurityGroups: [securityGroup.id],
          AssignPublicIp: network.tasksArePublic ? "ENABLED" : "DISABLED",
        },
      },
    };
    this.all = Object.entries(values).map(([part, value]) => {
      const { name, arn } = new SsmParameter(this, part, {
        name: `/${props.name}/${part}`,
        description: `Where tasks of ${props.name} run: ${part}`,
        type: "String",
        value: JSON.stringify(props.controller === "ECS" ? lowerKeys(value) : value),
      });
      return { variable: part.toUpperCase().replace(/-/g, "_"), parameterName: name, parameterArn: arn };
    });
  }
}

/** The ECS API begins its names in lower case, an appspec in upper case. */
function lowerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      `${key[0]?.toLowerCase()}${key.slice(1)}`,
      lowerKeys(inner),
    ]),
  );
}
