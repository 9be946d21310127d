import { posix } from "node:path";
import type { Application } from "./application";
import { Artifact } from "./artifacts";
import type { Buildspec } from "./buildspec";
import { DataFile } from "./data-file";
import type { ArtifactFile, StackFacts } from "./facts";
import { type Finding, SourceText } from "./finding";
import { fill, fillJson } from "./placeholders";
import { TaskDefinition } from "./task-definition";
import type { Template } from "./template";

export function findTemplate(
  application: Application,
  stack: StackFacts,
  builds: readonly Buildspec[],
  { artifact, path }: ArtifactFile,
): Template {
  const build = builds.find(({ facts }) => facts.outputs.includes(artifact));
  const isBuilt = stack.builds.some(({ outputs }) => outputs.includes(artifact));
  const produced = build && new Artifact(build, artifact);
  const entry = produced?.entryOf(path) ?? path;
  const name = /[*?]/.test(entry) ? path : entry;
  const source = [posix.join(produced?.folder ?? ".", name), name, path]
    .map((candidate) => application.read(candidate))
    .find((found) => found !== undefined);
  return { path, source, build, isBuildUnreadable: isBuilt && !build };
}

/** @returns what is wrong where it cannot be read: nothing where a command may make it */
export function readTemplate(application: Application, template: Template): DataFile | readonly Finding[] {
  const { path, source, build } = template;
  if (!source) return build?.names(posix.basename(path)) ? [] : [missing(application, path)];
  const isJson = path.endsWith(".json");
  const read = isJson ? DataFile.json(fillJson(source, build)) : DataFile.yaml(fill(source, build));
  return read instanceof DataFile ? read : [read];
}

/** The task definition: where the source has none, what the stack hands to the build may be the whole of it. */
export function readTaskDefinition(
  application: Application,
  template: Template,
  stack: StackFacts,
): TaskDefinition | readonly Finding[] {
  const isWhole = !template.source && stack.taskDefinitionTemplate !== undefined;
  const empty = new SourceText(application.path(template.path), "{}");
  const read = readTemplate(application, isWhole ? { ...template, source: empty } : template);
  return read instanceof DataFile ? new TaskDefinition(read, stack) : read;
}

function missing(application: Application, path: string): Finding {
  return application.missing(
    path,
    "is not there, and the deploy action reads it",
    `add it, or let a command of the buildspec write ${posix.basename(path)}`,
  );
}
