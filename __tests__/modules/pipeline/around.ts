import { ArtifactStore, ReleasePipeline, type Stage } from "../../../modules/pipeline";
import type { SystemStack } from "../../../stacks/system-stack";
import type { Template } from "../../helpers/template";
import { surroundings } from "../surroundings";

export const KEY = "arn:aws:kms:::key/1";

export const STAGES: readonly Stage[] = ["First", "Second"].map((name) => ({
  name,
  action: {
    name,
    category: "Build",
    owner: "AWS",
    provider: "CodeBuild",
    version: "1",
    roleArn: `arn:aws:iam:::role/${name}`,
  },
}));

/** What a construct of the pipeline finds when it is made. */
export function artifactsOf(stack: SystemStack) {
  const around = surroundings(stack);
  return { ...around, artifacts: new ArtifactStore(stack, "artifacts", { ...around, keyArn: KEY }) };
}

/** The same, and a pipeline. */
export function pipelineOf(stack: SystemStack, stages = STAGES) {
  const around = artifactsOf(stack);
  const role = around.security.roles.of("pipeline");
  return { ...around, pipeline: new ReleasePipeline(stack, "pipeline", { ...around, role, stages }) };
}

/** Every action that a job's role may take. */
export const allowed = (template: Template, job: string): string[] =>
  template.permissions(job).flatMap(({ Action }) => Action);
