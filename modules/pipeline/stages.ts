import type { CodepipelineStageAction } from "@cdktf/provider-aws/lib/codepipeline";
import type { Construct } from "constructs";
import type { AppInfra } from "../app_infra/app-infra";
import { CONTAINER_NAME, type TaskShape } from "../app_infra/container";
import { pushImages, runBuilds, writeObjects } from "../security/permissions";
import type { Roles } from "../security/roles";
import type { ArtifactStore } from "./artifact-store";
import { BuildProject, readSettings, settingVariables } from "./build-project";
import type { Stage } from "./release-pipeline";
import { SOURCE, type Source } from "./source";
import type { ValidateHook } from "./validate-hook";

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

/** What the stages work on and with. */
interface StagesContext {
  readonly name: string;
  readonly security: {
    readonly roles: Roles<"sourceAction" | "buildAction" | "build" | "test" | "pipeline">;
  };
  readonly appInfra: AppInfra;
  readonly task: TaskShape;
  readonly stages: StagesProps;
  readonly artifacts: ArtifactStore;
  readonly source: Source;
  readonly hook: ValidateHook;
  readonly engine: { action(artifact: string): CodepipelineStageAction };
  /** Topic that asks for an approval. @default - nobody is told */
  readonly topicArn?: string;
}

/** Name of the artifact that the build hands on. */
const BUILT = "Build";

/** From source to deploy, with the stages between that were asked for. */
export function addStages(scope: Construct, context: StagesContext): Stage[] {
  const { stages, engine } = context;
  const build = buildProject(scope, context);
  const test = stages.testBuildspec ? testProject(scope, context, stages.testBuildspec) : undefined;
  const role = context.security.roles.of("buildAction");
  role.allow(runBuilds([build, ...(test ? [test] : [])].map(({ arn }) => arn)));
  const shared = { roleArn: role.arn };
  const actions: (CodepipelineStageAction | undefined)[] = [
    sourceAction(context),
    build.action(
      { ...shared, name: "Build", category: "Build", namespace: "BuildVariables" },
      SOURCE.artifact,
    ),
    test?.action({ ...shared, name: "Test", category: "Test" }, SOURCE.artifact),
    stages.approval ? approval(context) : undefined,
    engine.action(BUILT),
  ];
  return actions.flatMap((action) => (action ? [{ name: action.name, action }] : []));
}

function sourceAction({ security, source, artifacts }: StagesContext): CodepipelineStageAction {
  const role = security.roles.of("sourceAction");
  role.allow(...source.permissions, ...writeObjects(artifacts.bucket.arn, artifacts.keyArn));
  return source.action(role.arn);
}

function buildProject(scope: Construct, context: StagesContext): BuildProject {
  const { name, appInfra, artifacts, security, stages, task } = context;
  const role = security.roles.of("build");
  role.allow(...pushImages(appInfra.repository.arn), readSettings(appInfra.settings));
  return new BuildProject(scope, "build", {
    name: `${name}-build`,
    description: `Builds ${name}'s image and fills the deployment's templates`,
    role,
    artifacts,
    buildspec: "buildspec.yml",
    architecture: task.architecture,
    computeType: stages.buildComputeType,
    timeoutMinutes: stages.buildTimeoutMinutes,
    docker: true,
    output: BUILT,
    variables: {
      REPOSITORY_URI: appInfra.repository.url,
      ...settingVariables(appInfra.settings),
      CONTAINER_NAME,
      CONTAINER_PORT: String(task.port),
      VALIDATE_GREEN_FUNCTION: context.hook.functionName,
      IMAGE_PLATFORM: task.architecture === "arm64" ? "linux/arm64" : "linux/amd64",
    },
  });
}

function testProject(scope: Construct, context: StagesContext, buildspec: string): BuildProject {
  const { name, artifacts, security, stages, task } = context;
  return new BuildProject(scope, "test", {
    name: `${name}-test`,
    description: `Tests ${name} before it is deployed`,
    role: security.roles.of("test"),
    artifacts,
    buildspec,
    architecture: task.architecture,
    timeoutMinutes: stages.buildTimeoutMinutes,
  });
}

function approval({ security, topicArn }: StagesContext): CodepipelineStageAction {
  if (topicArn) security.roles.of("pipeline").allow({ Action: ["sns:Publish"], Resource: [topicArn] });
  return {
    name: "Approve",
    category: "Approval",
    owner: "AWS",
    provider: "Manual",
    version: "1",
    configuration: {
      CustomData: "Release #{BuildVariables.IMAGE_TAG} to users?",
      ...(topicArn ? { NotificationArn: topicArn } : {}),
    },
  };
}
