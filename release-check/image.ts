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
  build: Pick<Buildspec, "commands">,
  task: TaskDefinition | undefined,
): Finding[] {
  const docker = dockerBuild(build);
  if (!docker) return [];
  const source = application.read(docker.dockerfile);
  if (!source) {
    if (docker.before.some(({ text }) => text.includes(docker.dockerfile))) return [];
    return [
      application.missing(
        docker.dockerfile,
        "is not there, and docker build reads it",
        "add it, or name another with --file",
      ),
    ];
  }
  const image = new Dockerfile(source, application, docker);
  const findings = checkDockerfile(image, docker, task);
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
