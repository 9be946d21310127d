import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { HOOK_EVENTS } from "../../modules/pipeline/hook-events";
import type { ActionModel } from "../stack/model";
import type { ContainerDefinition, TaskDefinition } from "../tasks/model";

/** What CodeDeploy is asked to release. */
export interface Revision {
  readonly taskDefinition: TaskDefinition;
  readonly containerName: string;
  readonly containerPort: number;
  /** Hook function of each lifecycle event that has one. */
  readonly hooks: Readonly<Record<string, string>>;
}

/** Texts of the two templates, so that they can be looked at before they are read. */
export interface Templates {
  readonly appSpec: string;
  readonly taskDefinition: string;
}

/**
 * Reads the templates that a deploy action names from its artifacts.
 *
 * @throws Error in CodePipeline's words for a file that is not there
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
 */
export function readTemplates(
  { configuration }: ActionModel,
  artifacts: Readonly<Record<string, string>>,
): Templates {
  const read = (artifact: string, path: string, otherwise: string) => {
    const name = configuration[artifact] ?? "";
    const folder = artifacts[name];
    const file = configuration[path] ?? otherwise;
    try {
      return readFileSync(join(folder ?? "", file), "utf8");
    } catch {
      throw new Error(
        `An error occurred while reading ${file} of artifact ${name}: the build put out no such file`,
      );
    }
  };
  const taskDefinition = read("TaskDefinitionTemplateArtifact", "TaskDefinitionTemplatePath", "taskdef.json");
  const appSpec = read("AppSpecTemplateArtifact", "AppSpecTemplatePath", "appspec.yaml");
  return { appSpec, taskDefinition: fillImages(configuration, artifacts, taskDefinition) };
}

/** CodePipeline puts the image of an artifact's `imageDetail.json` where the action names a placeholder for it. */
function fillImages(
  configuration: ActionModel["configuration"],
  artifacts: Readonly<Record<string, string>>,
  template: string,
): string {
  return [1, 2, 3, 4].reduce((text, number) => {
    const artifact = configuration[`Image${number}ArtifactName`];
    const placeholder = configuration[`Image${number}ContainerName`];
    if (!artifact || !placeholder) return text;
    const { ImageURI } = JSON.parse(
      readFileSync(join(artifacts[artifact] ?? "", "imageDetail.json"), "utf8"),
    );
    return text.replaceAll(`<${placeholder}>`, ImageURI);
  }, template);
}

/**
 * Registers the task definition and fills the appspec with it.
 *
 * @param revision number that the task definition gets
 * @throws Error in ECS's or CodeDeploy's words
 */
export function readRevision(
  templates: Templates,
  revision: number,
  arn: (family: string) => string,
): Revision {
  const taskDefinition = { ...readTaskDefinition(templates.taskDefinition), revision };
  const appSpec = parse(
    templates.appSpec.replaceAll("<TASK_DEFINITION>", `${arn(taskDefinition.family)}:${revision}`),
  );
  const service = appSpec?.Resources?.[0]?.TargetService;
  const target = service?.Properties?.LoadBalancerInfo;
  if (service?.Type !== "AWS::ECS::Service" || !target) {
    throw new Error(
      "INVALID_REVISION: The AppSpec file has no TargetService of type AWS::ECS::Service with a LoadBalancerInfo",
    );
  }
  const hooks = Object.assign({}, ...(appSpec.Hooks ?? []));
  const unknown = Object.keys(hooks).find((event) => !HOOK_EVENTS.some((known) => known === event));
  if (unknown)
    throw new Error(
      `INVALID_REVISION: The AppSpec file names the hook ${unknown}, allowed: ${HOOK_EVENTS.join(", ")}`,
    );
  return {
    taskDefinition,
    containerName: String(target.ContainerName),
    containerPort: Number(target.ContainerPort),
    hooks: Object.fromEntries(
      Object.entries(hooks).map(([event, hook]) => [event, functionName(String(hook))]),
    ),
  };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
function readTaskDefinition(text: string): Omit<TaskDefinition, "revision"> {
  const definition = JSON.parse(text) as TaskDefinition;
  if (!definition.containerDefinitions?.length) {
    throw new Error("ClientException: Container list cannot be empty.");
  }
  const wrong = definition.containerDefinitions.find(({ image }) => !/^[\w\-:./#@]+$/.test(image));
  if (wrong) {
    throw new Error(
      `ClientException: Container.image contains invalid characters: container ${wrong.name} has the image ${wrong.image}`,
    );
  }
  return definition;
}

/**
 * The container that a revision sends users to.
 *
 * @throws Error in ECS's words where the task definition has no such container or port
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateTaskSet.html
 */
export function containerOf({ taskDefinition, containerName, containerPort }: Revision): ContainerDefinition {
  const container = taskDefinition.containerDefinitions.find(({ name }) => name === containerName);
  if (!container) {
    throw new Error(
      `InvalidParameterException: The container ${containerName} does not exist in the task definition.`,
    );
  }
  if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort)) {
    throw new Error(
      `InvalidParameterException: The container ${containerName} did not have a container port ${containerPort} defined.`,
    );
  }
  return container;
}

/** An appspec may name a function by its name, by its ARN, or by either with a version or alias behind. */
function functionName(hook: string): string {
  return /^arn:/.test(hook) ? (hook.split(":")[6] ?? hook) : (hook.split(":")[0] ?? hook);
}
