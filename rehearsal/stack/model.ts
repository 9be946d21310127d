import type { TrafficShift } from "../../modules/pipeline/traffic-shift";
import type { DocumentModel } from "../automation/model";
import type { BuildProjectModel } from "../build/model";
import type { AlarmModel } from "../cloudwatch/model";
import type { GroupSettings, LaunchTemplateModel } from "../fleet/model";
import type { FunctionModel } from "../hooks/model";
import type { InstanceDeploymentModel } from "../instance-deployment/model";
import type { ListenerKind, LoadBalancerModel, TargetGroupModel } from "../load-balancer/model";
import type { DeclaredParameter } from "../parameters/model";
import type { ContainerDefinition } from "../tasks/model";

/** What a rehearsal plays: a stack as it would be once it is deployed. */
export type System = ServiceSystem | FleetSystem;

/** What every system has, whatever its application runs on. */
export interface SystemBase {
  /** Name of the stack. */
  readonly stack: string;
  readonly region: string;
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
  readonly deployment: DeploymentModel;
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
}

/** How a release is shifted, judged and undone: what both engines have in common, in one form. */
export interface DeploymentModel {
  readonly engine: "codedeploy" | "native";
  /** CodeDeploy's application and group; the service's cluster and name for the other engine. */
  readonly application: string;
  readonly group: string;
  readonly shift: TrafficShift;
  readonly alarms: readonly string[];
  readonly rollbackOn: { readonly failure: boolean; readonly alarm: boolean; readonly request: boolean };
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
