import type { TrafficShift } from "../../modules/pipeline/traffic-shift";
import type { DocumentModel } from "../automation/model";
import type { BuildProjectModel } from "../build/model";
import type { AlarmModel } from "../cloudwatch/model";
import type { GroupSettings, LaunchTemplateModel } from "../fleet/model";
import type { FunctionModel } from "../hooks/model";
import type { InstanceDeploymentModel } from "../instance-deployment/model";
import type { ListenerKind, LoadBalancerModel, TargetGroupModel } from "../load-balancer/model";
import type { DeclaredParameter } from "../parameters/model";
import type { ContainerDefinition, TaskDefinition } from "../tasks/model";

/** What a rehearsal plays: a stack as it would be once it is deployed. */
export type System = ServiceSystem | FleetSystem;

/** What every system has, whatever its application runs on. */
export interface SystemBase {
  /** Name of the stack. */
  readonly stack: string;
  readonly region: string;
  /** Tags that its resources bear, by their keys. */
  readonly tags: Readonly<Record<string, string>>;
  readonly loadBalancer: LoadBalancerModel;
  readonly targetGroups: readonly TargetGroupModel[];
  /** The port that the stack gives each listener. */
  readonly listeners: Readonly<Partial<Record<ListenerKind, { readonly port: number }>>>;
  readonly pipeline: PipelineModel;
  readonly buildProjects: readonly BuildProjectModel[];
  readonly functions: readonly FunctionModel[];
  readonly alarms: readonly AlarmModel[];
  /** Parameters of Systems Manager, as Terraform makes them. */
  readonly parameters: readonly DeclaredParameter[];
}

/** A service of containers. */
export interface ServiceSystem extends SystemBase {
  readonly platform: "service";
  readonly service: ServiceModel;
  readonly deployment: DeploymentModel | RollingModel;
  /** What the first apply runs: a placeholder, or the first version. */
  readonly firstDefinition: TaskDefinition;
  readonly imageRepositories: readonly { readonly uri: string; readonly immutable: boolean }[];
}

/** Instances that CodeDeploy's agent installs revisions on. */
export interface FleetSystem extends SystemBase {
  readonly platform: "fleet";
  readonly deployment: InstanceDeploymentModel;
  readonly launchTemplates: readonly LaunchTemplateModel[];
  /** Auto Scaling groups that Terraform itself makes. */
  readonly groups: readonly GroupSettings[];
  /** Functions that Terraform invokes as it makes and destroys the stack. */
  readonly invocations: readonly InvocationModel[];
  /** Functions that events are delivered to. */
  readonly functionRules: readonly FunctionRuleModel[];
  readonly documents: readonly DocumentModel[];
  /** Ids of its file systems. */
  readonly fileSystems: readonly string[];
  /** The zone of each subnet, by the subnet's id. */
  readonly zones: Readonly<Record<string, string>>;
}

/** An invocation that follows the life of the stack. */
export interface InvocationModel {
  readonly function: string;
  /** JSON. */
  readonly input: string;
}

/** A rule of EventBridge whose target is a function. */
export interface FunctionRuleModel {
  readonly name: string;
  /** JSON. */
  readonly pattern: string;
  readonly function: string;
}

export interface ServiceModel {
  readonly name: string;
  readonly arn: string;
  readonly cluster: string;
  readonly desiredCount: number;
  /** Seconds in which health checks do not count against a new task. */
  readonly graceSeconds: number;
  readonly containerName: string;
  readonly containerPort: number;
  /** What it starts with, before the first release. */
  readonly family: string;
  readonly containerDefinitions: readonly ContainerDefinition[];
  /** Target group that its first tasks are registered with. */
  readonly targetGroup: string;
  /** @default - nobody asks for it */
  readonly placement?: PlacementModel;
}

/** The network and the capacity that tasks of a service are given on AWS. */
export interface PlacementModel {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly assignsPublicIp: boolean;
  /** In the words of ECS. */
  readonly capacityProviders: readonly {
    readonly capacityProvider: string;
    readonly weight: number;
    readonly base: number;
  }[];
}

/** How a release to a service is judged and undone, whatever replaces its tasks. */
interface JudgedDeployment {
  /** CodeDeploy's application and group; the service's cluster and name for the other engines. */
  readonly application: string;
  readonly group: string;
  readonly alarms: readonly string[];
  readonly rollbackOn: { readonly failure: boolean; readonly alarm: boolean; readonly request: boolean };
}

/** A rolling update: ECS replaces tasks in one target group, as many at a time as percentages and capacity allow. */
export interface RollingModel extends JudgedDeployment {
  readonly engine: "rolling";
  /** Percent of the desired tasks that stay healthy, rounded up. */
  readonly minimumHealthyPercent: number;
  /** Percent of the desired tasks that there may be, rounded down. */
  readonly maximumPercent: number;
  /** Whether tasks that fail again and again end a deployment. */
  readonly breaksCircuit: boolean;
  /** Minutes that the alarms are watched for once the last of the old tasks has gone. */
  readonly bakeMinutes: number;
  /** Where tasks are placed. @default - Fargate, which has room for any */
  readonly capacity?: CapacityModel;
  /** ARN of the revision that the first apply runs: a placeholder, of an image that is not the application's. */
  readonly placeholder: string;
  /** Revisions of the service's family that Terraform registers, the oldest first. */
  readonly taskDefinitions: readonly TaskDefinition[];
}

/** An Auto Scaling group of container instances. */
export interface CapacityModel {
  readonly group: string;
  readonly instanceType: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  /** How ECS itself sizes the group. @default - nobody does */
  readonly scaling?: {
    /** Percent of the instances that are to be in use. */
    readonly targetCapacity: number;
    /** Instances that are launched at a time. */
    readonly minimumStep: number;
    readonly maximumStep: number;
  };
}

/** How a blue/green release is shifted, judged and undone: what both engines have in common, in one form. */
export interface DeploymentModel extends JudgedDeployment {
  readonly engine: "codedeploy" | "native";
  readonly shift: TrafficShift;
  /** Minutes to wait for a person before users are moved, and what happens when they are over. */
  readonly ready?: {
    readonly waitMinutes: number;
    readonly onTimeout: "STOP_DEPLOYMENT" | "CONTINUE_DEPLOYMENT";
  };
  /** Minutes that the original tasks are kept after the shift. */
  readonly terminationWaitMinutes: number;
  /** Hooks that the service itself names; those of CodeDeploy stand in the appspec. */
  readonly lifecycleHooks: readonly { readonly function: string; readonly stages: readonly string[] }[];
}

export interface PipelineModel {
  readonly name: string;
  readonly executionMode: "SUPERSEDED" | "QUEUED" | "PARALLEL";
  readonly stages: readonly StageModel[];
  /** What starts it beside a person. */
  readonly repository: { readonly name: string; readonly arn?: string; readonly branch: string };
  /** Patterns of the EventBridge rules that start it, as JSON. */
  readonly eventPatterns: readonly string[];
  /** The pipeline's own triggers, as Terraform writes them. */
  readonly triggers: readonly unknown[];
  /** Bucket that artifacts lie in. @default - nobody asks for it */
  readonly artifactBucket?: string;
}

export interface StageModel {
  readonly name: string;
  readonly actions: readonly ActionModel[];
}

export interface ActionModel {
  readonly name: string;
  readonly category: string;
  readonly provider: string;
  readonly namespace?: string;
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputArtifacts: readonly string[];
  readonly outputArtifacts: readonly string[];
}
