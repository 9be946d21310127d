import { UserError } from "../../config/user-error";
import type { Block } from "../../modules/policy/block";
import type { BuildProjectModel, EnvironmentVariable } from "../build/model";
import type { ActionModel, PipelineModel } from "./model";
import type { Resource, Resources } from "./resources";

const SOURCES = ["CodeCommit", "CodeStarSourceConnection"];

export function readPipeline(resources: Resources): PipelineModel {
  const pipeline = resources.only("aws_codepipeline", "what releases");
  const stages = pipeline.blocks("stage").map((stage) => ({
    name: stage.text("name") ?? "",
    actions: stage.blocks("action").map(readAction),
  }));
  const source = stages[0]?.actions.find(({ provider }) => SOURCES.includes(provider));
  if (!source) {
    throw new UserError(
      `${pipeline.address} begins with no source that a rehearsal knows, allowed: ${SOURCES.join(", ")}`,
    );
  }
  const { RepositoryName, FullRepositoryId, BranchName = "main" } = source.configuration;
  const repository = RepositoryName ?? FullRepositoryId ?? "";
  return {
    name: pipeline.need("name"),
    executionMode: (pipeline.text("execution_mode") ?? "SUPERSEDED") as PipelineModel["executionMode"],
    stages,
    repository: {
      name: repository,
      arn: resources.find("aws_codecommit_repository", "repository_name", RepositoryName)?.arn,
      branch: BranchName,
    },
    eventPatterns: resources
      .ofType("aws_cloudwatch_event_target")
      .filter((target) => target.text("arn") === pipeline.arn)
      .map((target) =>
        resources.by("aws_cloudwatch_event_rule", "name", target.need("rule")).text("event_pattern"),
      )
      .filter((pattern) => pattern !== undefined),
    triggers: pipeline.written("trigger"),
    artifactBucket: pipeline.block("artifact_store").text("location"),
  };
}

export function readBuildProject(project: Resource): BuildProjectModel {
  const environment = project.block("environment");
  return {
    name: project.need("name"),
    buildspec: project.block("source").text("buildspec") ?? "buildspec.yml",
    image: environment.text("image") ?? "",
    computeType: environment.text("compute_type") ?? "",
    timeoutMinutes: project.number("build_timeout") ?? 60,
    environment: environment.blocks("environment_variable").map((variable) => ({
      name: variable.text("name") ?? "",
      value: variable.text("value") ?? "",
      type: (variable.text("type") ?? "PLAINTEXT") as EnvironmentVariable["type"],
    })),
    fileSystems: project.blocks("file_system_locations").map((mounted) => ({
      identifier: mounted.text("identifier") ?? "",
      location: mounted.text("location") ?? "",
      mountPoint: mounted.text("mount_point") ?? "",
    })),
  };
}

function readAction(action: Block): ActionModel {
  return {
    name: action.text("name") ?? "",
    category: action.text("category") ?? "",
    provider: action.text("provider") ?? "",
    namespace: action.text("namespace"),
    configuration: action.map("configuration"),
    inputArtifacts: action.list("input_artifacts"),
    outputArtifacts: action.list("output_artifacts"),
  };
}
