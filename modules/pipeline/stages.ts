import type { CodepipelineStageAction } from "@cdktf/provider-aws/lib/codepipeline";
import type { Construct } from "constructs";
import type { TaskShape } from "../app_infra/container";
import { runBuilds, writeObjects } from "../security/permissions";
import type { Roles } from "../security/roles";
import type { ArtifactStore } from "./artifact-store";
import { BuildProject } from "./build-project";
import type { Stage } from "./release-pipeline";
import { SOURCE, type Source } from "./source";

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

/** The jobs that the stages are done by. */
export type StageJob = "sourceAction" | "buildAction" | "test" | "pipeline";

/** What the stages work on and with. */
export interface StagesContext {
  readonly name: string;
  readonly security: { readonly roles: Roles<StageJob> };
  readonly architecture: TaskShape["architecture"];
  readonly stages: StagesProps;
  readonly artifacts: ArtifactStore;
  readonly source: Source;
  readonly build: BuildProject;
  /** What a person is asked before the deploy stage. */
  readonly question: string;
  /** Topic that asks for an approval. @default - nobody is told */
  readonly topicArn?: string;
  /** Actions between source and build, a stage each. @default - none */
  readonly beforeBuild?: readonly CodepipelineStageAction[];
  readonly engine: { action(artifact: string): CodepipelineStageAction };
  /** Actions behind the deploy stage, a stage each. @default - none */
  readonly afterDeploy?: readonly CodepipelineStageAction[];
}

/** Name of the artifact that the build hands on. */
export const BUILT = "Build";

/** The namespace that the build's exported variables are in. */
export const BUILD_VARIABLES = "BuildVariables";

/** From source to deploy, with the stages between that were asked for. */
export function addStages(scope: Construct, context: StagesContext): Stage[] {
  const { stages, engine, build } = context;
  const test = stages.testBuildspec ? testProject(scope, context, stages.testBuildspec) : undefined;
  const role = context.security.roles.of("buildAction");
  role.allow(runBuilds([build, ...(test ? [test] : [])].map(({ arn }) => arn)));
  const shared = { roleArn: role.arn };
  const actions: (CodepipelineStageAction | undefined)[] = [
    sourceAction(context),
    ...(context.beforeBuild ?? []),
    build.action(
      { ...shared, name: "Build", category: "Build", namespace: BUILD_VARIABLES },
      SOURCE.artifact,
    ),
    test?.action({ ...shared, name: "Test", category: "Test" }, SOURCE.artifact),
    stages.approval ? approval(context) : undefined,
    engine.action(BUILT),
    ...(context.afterDeploy ?? []),
  ];
  return actions.flatMap((action) => (action ? [{ name: action.name, action }] : []));
}

function sourceAction({ security, source, artifacts }: StagesContext): CodepipelineStageAction {
  const role = security.roles.of("sourceAction");
  role.allow(...source.permissions, ...writeObjects(artifacts.bucket.arn, artifacts.keyArn));
  return source.action(role.arn);
}

function testProject(scope: Construct, context: StagesContext, buildspec: string): BuildProject {
  const { name, artifacts, security, stages, architecture } = context;
  return new BuildProject(scope, "test", {
    name: `${name}-test`,
    description: `Tests ${name} before it is deployed`,
    role: security.roles.of("test"),
    artifacts,
    buildspec,
    architecture,
    timeoutMinutes: stages.buildTimeoutMinutes,
  });
}

function approval({ security, topicArn, question }: StagesContext): CodepipelineStageAction {
  if (topicArn) security.roles.of("pipeline").allow({ Action: ["sns:Publish"], Resource: [topicArn] });
  return {
    name: "Approve",
    category: "Approval",
    owner: "AWS",
    provider: "Manual",
    version: "1",
    configuration: {
      CustomData: question,
      ...(topicArn ? { NotificationArn: topicArn } : {}),
    },
  };
}
