import type { CodepipelineStageAction } from "@cdktf/provider-aws/lib/codepipeline";
import type { Construct } from "constructs";
import type { Fleet } from "../fleet/fleet";
import type { FleetEntry } from "../fleet/fleet-entry";
import { readObjects } from "../security/permissions";
import type { Job, Roles } from "../security/roles";
import { BuildProject, type BuildVariable, type BuildVpc } from "./build-project";
import type { RollbackEvent } from "./code-deploy";
import { type BlueGreen, type InPlace, InstanceDeployment } from "./instance-deployment";
import type { DeploymentProps } from "./pipeline";
import { isSeeded, PipelineFrame, type PipelineFrameProps } from "./pipeline-frame";
import type { ReleasePipeline } from "./release-pipeline";
import { RollbackAlarms } from "./rollback-alarms";
import { SOURCE, type Source } from "./source";
import { addStages, BUILT } from "./stages";

/** The jobs around a release to instances. */
export type FleetJob = Extract<
  Job,
  | "instance"
  | "buildRevision"
  | "test"
  | "pipeline"
  | "sourceAction"
  | "buildAction"
  | "deployAction"
  | "deployInstances"
  | "events"
  | "seed"
>;

export interface FleetPipelineProps extends PipelineFrameProps {
  readonly security: {
    readonly roles: Roles<FleetJob>;
    readonly pipelineKey: { readonly arn: string };
  };
  readonly fleet: Fleet;
  readonly entry: FleetEntry;
  /** Auto Scaling groups that are released to; with blue/green those of the beginning. */
  readonly groups: readonly string[];
  readonly way: InPlace | BlueGreen;
  readonly rollbackEvents: readonly RollbackEvent[];
  readonly alarms: DeploymentProps["alarms"];
  /** Variables of the build beside the system's and the pipeline's name. @default - none */
  readonly variables?: Readonly<Record<string, BuildVariable>>;
  /** The VPC to build in, and what is mounted there. @default - outside of any VPC */
  readonly buildVpc?: BuildVpc;
  /** Actions between source and build, a stage each. @default - none */
  readonly beforeBuild?: readonly CodepipelineStageAction[];
  /** Actions behind the deploy stage, a stage each. @default - none */
  readonly afterDeploy?: readonly CodepipelineStageAction[];
}

/** Seconds from the start of an instance until it serves its first page: what the first boot installs. */
const BOOT_SECONDS = 120;

/** Characters that CodePipeline leaves of a pipeline's name in the keys of its artifacts. */
const NAME_CHARACTERS = 20;

/** An instance that joins later fetches the revision that is live, however old: only what it was built from is removed. */
function sourceKeys(name: string): string {
  return `${name.slice(0, NAME_CHARACTERS)}/${SOURCE.artifact}/`;
}

/** The jobs around a release to instances, each of which needs a role. */
export function fleetJobs({ stages, source }: Pick<FleetPipelineProps, "stages" | "source">): FleetJob[] {
  const jobs: FleetJob[] = [
    "instance",
    "buildRevision",
    "pipeline",
    "sourceAction",
    "buildAction",
    "deployAction",
    "deployInstances",
    "events",
  ];
  if (stages.testBuildspec) jobs.push("test");
  if (isSeeded(source)) jobs.push("seed");
  return jobs;
}

/** From a push to a release that users meet, on instances: source, build, the stages asked for, and deploy. */
export class FleetPipeline extends PipelineFrame {
  public readonly source: Source;
  public readonly pipeline: ReleasePipeline;
  public readonly alarms: RollbackAlarms;
  public readonly deployment: InstanceDeployment;

  constructor(scope: Construct, id: string, props: FleetPipelineProps) {
    super(scope, id, props, sourceKeys(props.name));
    const { name, account, security, fleet, entry, alarms } = props;
    const topicArn = this.notifications?.topicArn;
    this.alarms = new RollbackAlarms(this, "alarms", {
      ...alarms,
      name,
      loadBalancer: entry.loadBalancer,
      targetGroups: { "": entry.targetGroup },
      graceSeconds: BOOT_SECONDS,
      actions: topicArn === undefined ? undefined : [topicArn],
    });
    this.deployment = new InstanceDeployment(this, "deployment", {
      name,
      account,
      roles: security.roles,
      artifacts: this.artifacts,
      targetGroup: entry.targetGroup,
      groups: props.groups,
      way: props.way,
      alarmNames: [...this.alarms.names, ...alarms.extra],
      rollbackEvents: props.rollbackEvents,
    });
    // The agent fetches the revision with the instance's own role.
    security.roles.of("instance").allow(...readObjects(this.artifacts.bucket.arn, this.artifacts.keyArn));
    this.source = this.makeSource();
    this.pipeline = this.assemble({
      source: this.source,
      settings: fleet.settings,
      stages: addStages(this, {
        name,
        security,
        stages: props.stages,
        artifacts: this.artifacts,
        source: this.source,
        architecture: fleet.architecture,
        build: this.build(props),
        engine: this.deployment,
        question: "Release #{SourceVariables.CommitId} to users?",
        topicArn,
        beforeBuild: props.beforeBuild,
        afterDeploy: props.afterDeploy,
      }),
    });
    // A group that releases replace cannot be named for good.
    if (props.way.type === "in-place") this.notifications?.watchInstances(props.groups);
  }

  private build({ name, security, fleet, stages, variables, buildVpc }: FleetPipelineProps): BuildProject {
    return new BuildProject(this, "build", {
      name: `${name}-build`,
      description: `Builds the revisions of ${name}`,
      role: security.roles.of("buildRevision"),
      artifacts: this.artifacts,
      buildspec: "buildspec.yml",
      architecture: fleet.architecture,
      computeType: stages.buildComputeType,
      timeoutMinutes: stages.buildTimeoutMinutes,
      output: BUILT,
      vpc: buildVpc,
      variables: { SYSTEM: name, PIPELINE: name, ...variables },
    });
  }
}
