import type { Application } from "./application";
import type { Buildspec } from "./buildspec";
import { dockerBuild } from "./docker-build";
import { Dockerfile } from "./dockerfile";
import { checkDockerfile } from "./dockerfile-rules";
import type { Finding } from "./finding";
import { checkContainerHealth, checkServers } from "./health-check";
import { nginxServers } from "./nginx-site";
import type { TaskDefinition } from "./task-definition";

/** What would keep the image of a build from being built, or its container from being healthy. */
export function checkImage(
  application: Application,
  buildspec: Buildspec,
  task: TaskDefinition | undefined,
): Finding[] {
  const build = dockerBuild(buildspec);
  if (!build) return [];
  const source = application.read(build.dockerfile);
  if (!source) {
    if (build.before.some(({ text }) => text.includes(build.dockerfile))) return [];
    return [
      application.missing(
        build.dockerfile,
        "is not there, and docker build reads it",
        "add it, or name another with --file",
      ),
    ];
  }
  const image = new Dockerfile(source, application, build);
  const findings = checkDockerfile(image, build, task);
  if (!task || !image.hasFrom) return findings;
  // What the task starts may read another configuration.
  const isStarted = task.released?.command !== undefined || task.released?.entryPoint !== undefined;
  const servers = isStarted ? undefined : nginxServers(application, image);
  return [
    ...findings,
    ...(servers ? checkServers(servers, image, task) : []),
    ...checkContainerHealth(task, servers),
  ];
}
