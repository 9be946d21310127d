import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Cluster } from "../ecs/cluster";
import type { Network } from "../networking/network";
import type { SecurityGroup } from "../security/security-group";
import { serviceParts } from "./service-parts";
import type { TargetGroups } from "./target-groups";

export interface ServiceProps {
  readonly name: string;
  readonly cluster: Cluster;
  readonly network: Network;
  readonly securityGroup: SecurityGroup;
  readonly targetGroups: TargetGroups;
  /** Who replaces tasks: CodeDeploy, or ECS itself. */
  readonly controller: "CODE_DEPLOY" | "ECS";
  readonly taskDefinitionArn: string;
  readonly containerPort: number;
  /** Tasks at the first start; afterwards the service's own. @default 2 */
  readonly desiredCount?: number;
  /** Seconds after its start in which a task is not ended for being unhealthy. @default 60 */
  readonly graceSeconds?: number;
  /** Allow ECS Exec. @default false */
  readonly exec?: boolean;
  /** What must stand before tasks register. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * What a release changes, and Terraform therefore leaves alone once the service stands. With the CODE_DEPLOY controller
 * ECS refuses an update of all but the last.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
const RELEASED = {
  task_definition: "each release registers a revision and runs it",
  load_balancer: "each release swaps the target groups",
  capacity_provider_strategy: "each release brings it; a change here would replace the service",
  network_configuration: "each release brings it",
  desired_count: "autoscaling and operators move it",
} as const;

/** The Fargate service. */
export class Service extends Construct {
  public readonly resource: EcsService;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id);
    this.resource = new EcsService(this, "resource", {
      ...serviceParts({ ...props, targetGroup: props.targetGroups.blue }),
      name: props.name,
      taskDefinition: props.taskDefinitionArn,
      desiredCount: props.desiredCount ?? 2,
      deploymentController: { type: props.controller },
      lifecycle: { ignoreChanges: Object.keys(RELEASED) },
    });
  }

  public get name(): string {
    return this.resource.name;
  }
}
