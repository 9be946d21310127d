import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AppInfra } from "../app_infra/app-infra";
import { CONTAINER_NAME, type TaskShape } from "../app_infra/container";
import type { Cluster } from "../ecs/cluster";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import { pushImages, runBuilds, writeObjects } from "../security/permissions";
import type { Job } from "../security/roles";
import type { Security } from "../security/security";
import { ArtifactStore } from "./artifact-store";
import { BuildProject } from "./build-project";
import { CodeDeploy, type RollbackEvent, type ShiftSetting } from "./code-deploy";
import { Dashboard } from "./dashboard";
import { EcsNative } from "./ecs-native";
import { Notifications } from "./notifications";
import { ReleasePipeline, type Stage } from "./release-pipeline";
import { RollbackAlarms, type RollbackAlarmsProps } from "./rollback-alarms";
import { SeedRepository } from "./seed-repository";
import { SOURCE, Source, type SourceSettings } from "./source";
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

/** The stages around the deploy stage. */
export interface StagesProps {
  readonly approval: boolean;
  readonly testBuildspec?: string;
  readonly buildTimeoutMinutes: number;
  readonly buildComputeType: string;
  readonly artifactExpiryDays: number;
  readonly notificationEmails: readonly string[];
  readonly notificationTopicArn?: string;
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

/** Name of the artifact that the build hands on. */
const BUILT = "Build";

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
      actions: notifications && [notifications.topicArn],
    });
    this.hook = new ValidateHook(this, "validate-green", {
      name: `${name}-validate-green`,
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
      stages: this.stages(props, notifications),
      trigger: this.source.trigger,
      dependsOn: this.seed(props),
    });
    new Triggers(this, "triggers", {
      name,
      role: security.roles.of("events"),
      pipeline: this.pipeline,
      templateName: appInfra.template.parameterName,
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

  private seed({ name, security, source, sample }: PipelineProps): ITerraformDependable[] {
    const { repository } = this.source;
    if (!repository || !isSeeded(source)) return [];
    const seed = new SeedRepository(this, "seed", {
      name: `${name}-seed-repository`,
      role: security.roles.of("seed"),
      keyArn: security.pipelineKey.arn,
      repository,
      branch: source.branch,
      folder: sample,
    });
    return [seed.done];
  }

  private stages(props: PipelineProps, notifications?: Notifications): Stage[] {
    const { name, security, stages } = props;
    const roles = security.roles;
    const sourceRole = roles.of("sourceAction");
    sourceRole.allow(
      ...this.source.permissions,
      ...writeObjects(this.artifacts.bucket.arn, this.artifacts.keyArn),
    );
    const build = this.buildProject(props);
    const buildRole = roles.of("buildAction");
    const projects = [build];
    const result: Stage[] = [
      { name: "Source", action: this.source.action(sourceRole.arn) },
      {
        name: "Build",
        action: build.action(
          { name: "Build", category: "Build", roleArn: buildRole.arn, namespace: "BuildVariables" },
          SOURCE.artifact,
        ),
      },
    ];
    if (stages.testBuildspec) {
      const test = new BuildProject(this, "test", {
        name: `${name}-test`,
        description: `Tests ${name} before it is deployed`,
        role: roles.of("test"),
        artifacts: this.artifacts,
        buildspec: stages.testBuildspec,
        architecture: props.task.architecture,
        timeoutMinutes: stages.buildTimeoutMinutes,
      });
      projects.push(test);
      result.push({
        name: "Test",
        action: test.action({ name: "Test", category: "Test", roleArn: buildRole.arn }, SOURCE.artifact),
      });
    }
    buildRole.allow(runBuilds(projects.map(({ arn }) => arn)));
    if (stages.approval)
      result.push({ name: "Approve", action: this.approval(roles.of("pipeline"), notifications) });
    result.push({ name: "Deploy", action: this.engine.action(BUILT) });
    return result;
  }

  private approval(
    role: ReturnType<Security<Job>["roles"]["of"]>,
    notifications?: Notifications,
  ): Stage["action"] {
    if (notifications) role.allow({ Action: ["sns:Publish"], Resource: [notifications.topicArn] });
    return {
      name: "Approve",
      category: "Approval",
      owner: "AWS",
      provider: "Manual",
      version: "1",
      configuration: {
        CustomData: "Release #{BuildVariables.IMAGE_TAG} to users?",
        ...(notifications ? { NotificationArn: notifications.topicArn } : {}),
      },
    };
  }

  private buildProject(props: PipelineProps): BuildProject {
    const { name, appInfra, cluster, security, stages, task } = props;
    const role = security.roles.of("build");
    role.allow(...pushImages(appInfra.repository.arn), {
      Action: ["ssm:GetParameters"],
      Resource: [appInfra.template.parameterArn],
    });
    return new BuildProject(this, "build", {
      name: `${name}-build`,
      description: `Builds ${name}'s image and fills the deployment's templates`,
      role,
      artifacts: this.artifacts,
      buildspec: "buildspec.yml",
      architecture: task.architecture,
      computeType: stages.buildComputeType,
      timeoutMinutes: stages.buildTimeoutMinutes,
      docker: true,
      output: BUILT,
      variables: {
        REPOSITORY_URI: appInfra.repository.url,
        TASK_DEFINITION_TEMPLATE: { parameter: appInfra.template.parameterName },
        CONTAINER_NAME,
        CONTAINER_PORT: String(task.port),
        VALIDATE_GREEN_FUNCTION: this.hook.functionName,
        CAPACITY_PROVIDER_STRATEGY: JSON.stringify(cluster.capacity),
        IMAGE_PLATFORM: task.architecture === "arm64" ? "linux/arm64" : "linux/amd64",
      },
    });
  }
}

function wantsNotifications({ notificationEmails, notificationTopicArn }: StagesProps): boolean {
  return notificationEmails.length > 0 || notificationTopicArn !== undefined;
}
