import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Cluster } from "../ecs/cluster";
import type { Network } from "../networking/network";
import type { SecurityGroup } from "../security/security-group";
import type { TaskLaunch } from "./launch";
import { serviceParts } from "./service-parts";

export interface RollingServiceProps {
  readonly name: string;
  readonly cluster: Cluster;
  readonly network: Network;
  /** Of tasks with addresses of their own. */
  readonly securityGroup: SecurityGroup;
  readonly targetGroup: { readonly arn: string };
  readonly launch: TaskLaunch;
  /** What it runs until the first release. */
  readonly taskDefinitionArn: string;
  readonly containerPort: number;
  /** Tasks at the first start; afterwards the service's own. @default 2 */
  readonly desiredCount?: number;
  /** Percent of the tasks that serve at any time in a release. @default 100 */
  readonly minimumHealthyPercent?: number;
  /** Percent of the tasks that there may be in a release, old and new together. @default 200 */
  readonly maximumPercent?: number;
  /** Alarms that end a release and bring the last one back. */
  readonly alarmNames: readonly string[];
  /** Seconds after its start in which a task is not ended for being unhealthy. @default 60 */
  readonly graceSeconds?: number;
  /** Allow ECS Exec. @default false */
  readonly exec?: boolean;
  /** What must stand before tasks register. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** What a release changes, and Terraform therefore leaves alone once the service stands. */
const RELEASED = {
  task_definition: "each release registers a revision and runs it",
  load_balancer: "it names a port of what runs, which moves with the release that has another one",
  desired_count: "autoscaling, operators and releases move it",
} as const;

/**
 * A zone that fails takes as few tasks with it as can be; within a zone, instances fill up, so that there are no more of
 * them than tasks need. A fixed port of the instance keeps tasks apart by itself.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
 */
const PLACEMENT = [
  { type: "spread", field: "attribute:ecs.availability-zone" },
  { type: "binpack", field: "memory" },
];

/**
 * A service whose tasks ECS itself replaces, a few at a time. A version that does not start, or raises an alarm, is given
 * up, and the last one that was completed comes back.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export class RollingService extends Construct {
  public readonly resource: EcsService;

  constructor(scope: Construct, id: string, props: RollingServiceProps) {
    super(scope, id);
    const { launch, alarmNames } = props;
    const { networkConfiguration, ...parts } = serviceParts(props);
    this.resource = new EcsService(this, "resource", {
      ...parts,
      name: props.name,
      taskDefinition: props.taskDefinitionArn,
      desiredCount: props.desiredCount ?? 2,
      deploymentController: { type: "ECS" },
      deploymentMinimumHealthyPercent: props.minimumHealthyPercent ?? 100,
      deploymentMaximumPercent: props.maximumPercent ?? 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { enable: true, rollback: true, alarmNames: [...alarmNames] },
      // Without it Terraform would make a new service where the strategy changes.
      forceNewDeployment: true,
      networkConfiguration: launch.networkMode === "awsvpc" ? networkConfiguration : undefined,
      orderedPlacementStrategy: launch.compatibility === "EC2" ? PLACEMENT : undefined,
      lifecycle: { ignoreChanges: Object.keys(RELEASED) },
    });
  }

  public get name(): string {
    return this.resource.name;
  }
}
