import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AppInfra } from "../app_infra/app-infra";
import type { TaskShape } from "../app_infra/container";
import type { Cluster } from "../ecs/cluster";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import type { Job } from "../security/roles";
import type { Security } from "../security/security";
import { ArtifactStore } from "./artifact-store";
import { CodeDeploy, type RollbackEvent, type ShiftSetting } from "./code-deploy";
import { Dashboard } from "./dashboard";
import { EcsNative } from "./ecs-native";
import { Notifications } from "./notifications";
import { ReleasePipeline } from "./release-pipeline";
import { RollbackAlarms, type RollbackAlarmsProps } from "./rollback-alarms";
import { SeedRepository } from "./seed-repository";
import { Source, type SourceSettings } from "./source";
import { addStages, type StagesProps } from "./stages";
import { Triggers } from "./triggers";
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

function isSeeded(source: SourceSettings): boolean {
  return source.provider === "codecommit" && source.seed;
}

/** From a push to a release that users meet: source, build, the stages asked for, and deploy by one of two engines. */
export class Pipeline extends Construct {
  public readonly source: Source;
  public readonly pipeline: ReleasePipeline;
  public readonly hook: ValidateHook;
  public readonly alarms: RollbackAlarms;
  public readonly engine: CodeDeploy | EcsNative;
  private readonly artifacts: ArtifactStore;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    const { name, account, appInfra, deployment, security, stages } = props;
    const keyArn = security.pipelineKey.arn;
    this.artifacts = new ArtifactStore(this, "artifacts", {
      name,
      account,
      keyArn,
      expiryDays: stages.artifactExpiryDays,
    });
    const notifications = wantsNotifications(stages)
      ? new Notifications(this, "notifications", {
          name,
          account,
          keyArn,
          emails: stages.notificationEmails,
          topicArn: stages.notificationTopicArn,
        })
      : undefined;
    this.alarms = new RollbackAlarms(this, "alarms", {
      ...deployment.alarms,
      name,
      loadBalancer: appInfra.loadBalancer,
      targetGroups: appInfra.targetGroups,
      graceSeconds: appInfra.graceSeconds,
      actions: notifications && [notifications.topicArn],
    });
    this.hook = new ValidateHook(this, "validate-green", {
      name: `${name}-validate-green`,
      account,
      role: security.roles.of("hook"),
      network: props.network,
      securityGroup: security.groups.hook,
      keyArn,
      testUrl: appInfra.testUrl,
      serverName: props.serverName,
      checks: deployment.checks,
      retries: deployment.checkRetries,
    });
    this.engine = this.makeEngine(props);
    this.source = new Source(this, "source", { name, source: props.source, artifacts: this.artifacts });
    this.pipeline = new ReleasePipeline(this, "pipeline", {
      name,
      role: security.roles.of("pipeline"),
      artifacts: this.artifacts,
      stages: addStages(this, {
        ...props,
        artifacts: this.artifacts,
        source: this.source,
        hook: this.hook,
        engine: this.engine,
        topicArn: notifications?.topicArn,
      }),
      trigger: this.source.trigger,
      dependsOn: this.seed(props),
    });
    new Triggers(this, "triggers", {
      name,
      role: security.roles.of("events"),
      pipeline: this.pipeline,
      settings: appInfra.settings,
      pushPattern: this.source.pushPattern,
    });
    notifications?.watch(this.pipeline);
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

  private seed({ name, security, source, sample, task }: PipelineProps): ITerraformDependable[] {
    const { repository } = this.source;
    if (!repository || !isSeeded(source)) return [];
    const seed = new SeedRepository(this, "seed", {
      name: `${name}-seed-repository`,
      role: security.roles.of("seed"),
      keyArn: security.pipelineKey.arn,
      repository,
      branch: source.branch,
      folder: sample,
      port: task.port,
    });
    return [seed.done];
  }
}

function wantsNotifications({ notificationEmails, notificationTopicArn }: StagesProps): boolean {
  return notificationEmails.length > 0 || notificationTopicArn !== undefined;
}
