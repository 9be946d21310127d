import type { Construct } from "constructs";
import type { AppInfra } from "../app_infra/app-infra";
import type { TaskShape } from "../app_infra/container";
import type { Cluster } from "../ecs/cluster";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import type { Job } from "../security/roles";
import type { Security } from "../security/security";
import { CodeDeploy, type RollbackEvent, type ShiftSetting } from "./code-deploy";
import { Dashboard } from "./dashboard";
import { ecsBuild } from "./ecs-build";
import { EcsNative } from "./ecs-native";
import { isSeeded, PipelineFrame } from "./pipeline-frame";
import type { ReleasePipeline } from "./release-pipeline";
import { RollbackAlarms, type RollbackAlarmsProps } from "./rollback-alarms";
import type { Source, SourceSettings } from "./source";
import { addStages, type StagesProps } from "./stages";
import { type SmokeCheck, ValidateHook } from "./validate-hook";

export type Engine = "codedeploy" | "native";

/** How a release is shifted, judged and undone. */
export interface DeploymentProps {
  readonly configuration: ShiftSetting;
  readonly terminationWaitMinutes: number;
  readonly approvalWaitMinutes: number;
  readonly rollbackEvents: readonly RollbackEvent[];
  readonly alarms: Pick<
    RollbackAlarmsProps,
    "errorRatePercent" | "unhealthyHosts" | "latencyP99Seconds" | "periodSeconds" | "evaluationPeriods"
  > & { readonly extra: readonly string[] };
  readonly checks: readonly SmokeCheck[];
  readonly checkRetries: number;
}

export interface PipelineProps {
  readonly name: string;
  readonly account: Account;
  readonly network: Network;
  readonly cluster: Cluster;
  readonly security: Security<Job>;
  readonly appInfra: AppInfra;
  readonly engine: Engine;
  readonly task: TaskShape;
  readonly source: SourceSettings;
  readonly stages: StagesProps;
  readonly deployment: DeploymentProps;
  /** Folder of the sample that a new repository begins with. */
  readonly sample: string;
  /** Name that the certificate of the listeners is for. @default - the listeners speak HTTP */
  readonly serverName?: string;
}

const EVERY_ENGINE = [
  "build",
  "hook",
  "pipeline",
  "sourceAction",
  "buildAction",
  "deployAction",
  "events",
] as const;
const BY_ENGINE = { codedeploy: ["deploy"], native: ["release", "infrastructure", "callHook"] } as const;

/** The jobs around a release, each of which needs a role. */
export function pipelineJobs({
  engine,
  stages,
  source,
}: Pick<PipelineProps, "engine" | "stages" | "source">): Job[] {
  const jobs: Job[] = [...EVERY_ENGINE, ...BY_ENGINE[engine]];
  if (stages.testBuildspec) jobs.push("test");
  if (isSeeded(source)) jobs.push("seed");
  return jobs;
}

/** The port that the sample's files name. */
const SAMPLE_PORT = "8080";

/** From a push to a release that users meet: source, build, the stages asked for, and deploy by one of two engines. */
export class Pipeline extends PipelineFrame {
  public readonly source: Source;
  public readonly pipeline: ReleasePipeline;
  public readonly hook: ValidateHook;
  public readonly alarms: RollbackAlarms;
  public readonly engine: CodeDeploy | EcsNative;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id, props);
    const { name, account, appInfra, deployment, security, task } = props;
    const topicArn = this.notifications?.topicArn;
    this.alarms = new RollbackAlarms(this, "alarms", {
      ...deployment.alarms,
      name,
      loadBalancer: appInfra.loadBalancer,
      targetGroups: appInfra.targetGroups.byColour,
      graceSeconds: appInfra.graceSeconds,
      actions: topicArn === undefined ? undefined : [topicArn],
    });
    this.hook = new ValidateHook(this, "validate-green", {
      name: `${name}-validate-green`,
      account,
      role: security.roles.of("hook"),
      network: props.network,
      securityGroup: security.groups.hook,
      keyArn: security.pipelineKey.arn,
      testUrl: appInfra.testUrl,
      serverName: props.serverName,
      checks: deployment.checks,
      retries: deployment.checkRetries,
    });
    this.engine = this.makeEngine(props);
    this.source = this.makeSource();
    const shared = { name, security, stages: props.stages, artifacts: this.artifacts };
    this.pipeline = this.assemble({
      source: this.source,
      settings: appInfra.settings,
      sampleTexts: { [SAMPLE_PORT]: String(task.port) },
      stages: addStages(this, {
        ...shared,
        architecture: task.architecture,
        source: this.source,
        build: ecsBuild(this, { ...shared, roles: security.roles, appInfra, task, hook: this.hook }),
        engine: this.engine,
        question: "Release #{BuildVariables.IMAGE_TAG} to users?",
        topicArn,
      }),
    });
    new Dashboard(this, "dashboard", {
      name,
      region: account.region,
      loadBalancer: appInfra.loadBalancer,
      targetGroups: appInfra.targetGroups,
    });
  }

  private makeEngine(props: PipelineProps): CodeDeploy | EcsNative {
    const { deployment, security } = props;
    const shared = {
      ...deployment,
      name: props.name,
      account: props.account,
      cluster: props.cluster,
      appInfra: props.appInfra,
      roles: security.roles,
      artifacts: this.artifacts,
      hookArn: this.hook.arn,
      alarmNames: [...this.alarms.names, ...deployment.alarms.extra],
    };
    if (props.engine === "native") {
      return new EcsNative(this, "ecs-native", {
        ...shared,
        containerPort: props.task.port,
        bakeMinutes: deployment.terminationWaitMinutes,
      });
    }
    // The hook answers the deployments of this group, and of no other. The group itself comes after the hook, so its
    // ARN is spelled out.
    security.roles.of("hook").allow({
      Action: ["codedeploy:PutLifecycleEventHookExecutionStatus"],
      Resource: [props.account.arn("codedeploy", `deploymentgroup:${props.name}/${props.name}`)],
    });
    return new CodeDeploy(this, "code-deploy", shared);
  }
}
