import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { EcsCapacityProvider } from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { architectureOf } from "../fleet/instance-type";
import { LaunchTemplate } from "../fleet/launch-template";
import { fleetTags } from "../fleet/tags";
import { literal } from "../literal";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import type { Role } from "../security/role";
import type { SecurityGroup } from "../security/security-group";
import { containerUserData, optimisedImage } from "./container-instance";
import { serveContainers } from "./instance-permissions";

/** The instances of a cluster, and how many of them. */
export interface InstanceSettings {
  readonly instanceType: string;
  readonly minSize: number;
  readonly maxSize: number;
  /** Percent of the instances that hold tasks; the rest is kept free for what comes. */
  readonly targetCapacityPercent: number;
  /** Size of an instance's encrypted volume in GiB. */
  readonly rootVolumeGiB: number;
  /** Days after which an instance is replaced by one with the newest image. */
  readonly maxLifetimeDays: number;
}

export interface InstanceCapacityProps {
  readonly name: string;
  readonly account: Account;
  readonly network: Network;
  /** Role of the instances. */
  readonly role: Role;
  readonly securityGroup: SecurityGroup;
  /** The cluster that they join. */
  readonly cluster: { readonly name: string; readonly arn: string; readonly resource: ITerraformDependable };
  readonly instances: InstanceSettings;
  /** Instances that are started at a time where several are needed. */
  readonly scalingStep: number;
  readonly tags: Readonly<Record<string, string>>;
}

const SECONDS_PER_DAY = 86_400;

/** Seconds until a new instance counts: about as long as one takes to boot and to join. */
const WARMUP_SECONDS = 90;

/** Percent of the instances while some are replaced. */
const MAINTENANCE = { minHealthyPercentage: 100, maxHealthyPercentage: 150 };

/** Without this tag the group's instances are not ECS's to scale. */
const MANAGED = "AmazonECSManaged";

/**
 * Instances for tasks: as many as tasks need, started before they are missed, and emptied before they end.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
 */
export class InstanceCapacity extends Construct {
  /** The capacity provider. */
  public readonly provider: EcsCapacityProvider;
  /** The Auto Scaling group's. */
  public readonly groupName: string;

  constructor(scope: Construct, id: string, props: InstanceCapacityProps) {
    super(scope, id);
    const { name, account, network, role, cluster, instances } = props;
    role.allow(...serveContainers(account, cluster));
    const template = new LaunchTemplate(this, "launch-template", {
      ...instances,
      name,
      network,
      role,
      securityGroup: props.securityGroup,
      image: `resolve:ssm:${optimisedImage(architectureOf(instances.instanceType))}`,
      userData: containerUserData(name),
      tags: props.tags,
    });
    const group = new AutoscalingGroup(this, "group", {
      name,
      // How many there are is managed scaling's to say: Terraform leaves alone what it does not declare.
      minSize: instances.minSize,
      maxSize: instances.maxSize,
      vpcZoneIdentifier: [...network.taskSubnetIds],
      launchTemplate: { id: template.id, version: "$Latest" },
      maxInstanceLifetime: instances.maxLifetimeDays * SECONDS_PER_DAY,
      // One that is to be replaced ends once another is there. Protected instances would live for ever.
      // @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-max-instance-lifetime.html
      instanceMaintenancePolicy: MAINTENANCE,
      // Instances that tasks still run on must not hold up a destroy.
      forceDelete: true,
      tag: Object.entries({ ...fleetTags(name, props.tags), [MANAGED]: "true" }).map(([key, value]) => ({
        key,
        value: literal(value),
        propagateAtLaunch: true,
      })),
      // An instance joins as it boots, and drains as it ends: both by calling AWS.
      dependsOn: [cluster.resource, ...network.wayOut],
    });
    this.groupName = group.name;
    this.provider = new EcsCapacityProvider(this, "provider", {
      // Names that begin with aws, ecs or fargate are AWS's own.
      name: `ec2-${name}`,
      autoScalingGroupProvider: {
        autoScalingGroupArn: group.arn,
        // Whoever ends an instance, its tasks are moved first.
        managedDraining: "ENABLED",
        managedTerminationProtection: "DISABLED",
        managedScaling: {
          status: "ENABLED",
          targetCapacity: instances.targetCapacityPercent,
          // Over several zones it is this step, whatever the largest is.
          // @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html
          minimumScalingStepSize: props.scalingStep,
          maximumScalingStepSize: instances.maxSize,
          instanceWarmupPeriod: WARMUP_SECONDS,
        },
      },
    });
  }
}
