import { Application } from "./application";
import { checkAppSpec } from "./appspec";
import { checkArtifacts } from "./artifacts";
import { Buildspec } from "./buildspec";
import { checkBuildspec } from "./buildspec-rules";
import { DataFile } from "./data-file";
import type { ArtifactFile, BuildFacts, InstanceFacts, StackFacts } from "./facts";
import { type Finding, SourceText } from "./finding";
import { checkImage } from "./image";
import { isObject } from "./overlay";
import { unfilled } from "./placeholders";
import { checkReleaseScript } from "./release-script";
import { chosenFile, Revision } from "./revision";
import { checkServerAppSpec } from "./server-appspec";
import { checkTaskDefinition } from "./task-definition";
import { findTemplate, readTaskDefinition, readTemplate } from "./templates";

export interface CheckProps {
  /** Folder of the application: what is pushed to the pipeline's repository. */
  readonly folder: string;
  readonly stack: StackFacts;
}

/**
 * Reads an application's buildspec and appspec, or the script of its CI, with containers also task definition, Dockerfile and
 * nginx configuration, against each other and against the stack that shall release it. Runs nothing.
 *
 * @returns what a release would fail by, one finding for each cause, by file and line; what only a build can know is
 * left alone
 */
export function checkApplication({ folder, stack }: CheckProps): Finding[] {
  const application = new Application(folder);
  if (stack.releaseScript) return inOrder(checkReleaseScript(application, stack, stack.releaseScript));
  const findings: Finding[] = [];
  const builds = stack.builds.flatMap((facts) => orKeep(readBuildspec(application, facts), findings) ?? []);
  for (const build of builds) {
    findings.push(...checkBuildspec(build.file), ...checkArtifacts(application, build, stack.deploy));
  }
  findings.push(
    ...(stack.instances
      ? checkRevision(application, stack, stack.instances, builds)
      : checkContainers(application, stack, builds)),
  );
  return inOrder(findings);
}

function inOrder(findings: Finding[]): Finding[] {
  return findings.sort((a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0));
}

/** What was read; where it could not be, what is wrong is kept among the findings. */
function orKeep<T>(read: T | readonly Finding[], findings: Finding[]): T | undefined {
  if (!Array.isArray(read)) return read as T;
  findings.push(...read);
  return undefined;
}

/** A release of containers: appspec, task definition and image. */
function checkContainers(
  application: Application,
  stack: StackFacts,
  builds: readonly Buildspec[],
): Finding[] {
  const findings: Finding[] = [];
  const template = (file: ArtifactFile | undefined) => file && findTemplate(application, stack, builds, file);
  const spec = template(stack.deploy.appSpec);
  const specFile = spec && orKeep(readTemplate(application, spec), findings);
  if (specFile) findings.push(...checkAppSpec(specFile, stack));
  const definition = template(stack.deploy.taskDefinition);
  const task = definition && orKeep(readTaskDefinition(application, definition, stack), findings);
  if (task) findings.push(...checkTaskDefinition(task));

  const images = stack.deploy.images.map(({ placeholder }) => placeholder);
  findings.push(
    ...unfilled([
      { template: spec, byPipeline: ["TASK_DEFINITION"] },
      { template: definition, byPipeline: images },
    ]),
  );
  for (const build of builds) findings.push(...checkImage(application, build, task));
  return findings;
}

/** A release to instances: appspec, and what it names of the revision. */
function checkRevision(
  application: Application,
  stack: StackFacts,
  instances: InstanceFacts,
  builds: readonly Buildspec[],
): Finding[] {
  const { appSpec } = stack.deploy;
  if (!appSpec) return [];
  const build = builds.find(({ facts }) => facts.outputs.includes(appSpec.artifact));
  const chosen = chosenFile(application, build, appSpec);
  const template = findTemplate(application, stack, builds, chosen);
  const findings: Finding[] = [];
  const file = orKeep(readTemplate(application, template), findings);
  if (file) {
    const revision = new Revision(application, build, appSpec.artifact, template.isBuildUnreadable);
    findings.push(...checkServerAppSpec(file, { application, revision, instances }));
  }
  return findings;
}

/** The buildspec of a build, or what is wrong with it: nothing where it is kept elsewhere. */
function readBuildspec(application: Application, facts: BuildFacts): Buildspec | readonly Finding[] {
  const { buildspec, project } = facts;
  if (buildspec.startsWith("arn:") || buildspec.startsWith("${")) return [];
  const isInline = /[\n{:]/.test(buildspec);
  const source = isInline
    ? new SourceText(`buildspec of ${project}`, buildspec)
    : application.read(buildspec);
  if (!source) {
    const message = `is not there, and the build ${project} runs it`;
    return [application.missing(buildspec, message, "add it to the source")];
  }
  const file = DataFile.yaml(source);
  if (!(file instanceof DataFile)) return [file];
  if (isObject(file.at())) return new Buildspec(file, facts, application);
  return [file.error(undefined, "holds no settings", "give it version: 0.2, phases and artifacts")];
}
