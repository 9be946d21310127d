import type { TaskRequest } from "../model";

/** What `run` is given beside the task itself. */
export interface RunDetails {
  readonly name: string;
  /** `key=value` */
  readonly label: string;
  readonly port: number;
  /** Name of the image in the engine. */
  readonly image: string;
  /** Folders that the image itself declares as volumes. */
  readonly volumes: readonly string[];
  readonly engine: "docker" | "podman";
}

/** CPU units of one vCPU, and MiB of one GB, which the task definition may say either way. */
const UNITS = 1024;

/** Words of `docker run`, or `podman run`, that start a container as the task definition says. */
export function runArguments(request: TaskRequest, details: RunDetails): string[] {
  const { container, containerPort, task } = request;
  const [entryPoint, ...entryArguments] = container.entryPoint ?? [];
  return [
    "run",
    "--rm",
    ...["--name", details.name],
    ...["--label", details.label],
    ...["--publish", `127.0.0.1:${details.port}:${containerPort}`],
    ...["--pull", "never"],
    // What it prints goes to the task's log alone.
    ...["--log-driver", "none"],
    ...(container.readonlyRootFilesystem ? readOnly(details.engine) : []),
    ...(container.mountPoints ?? []).flatMap(({ containerPath }) =>
      details.volumes.includes(containerPath) ? [] : ["--mount", emptyVolume(containerPath)],
    ),
    ...(container.environment ?? []).flatMap(({ name, value }) => ["--env", `${name}=${value}`]),
    ...(container.user ? ["--user", container.user] : []),
    ...(container.workingDirectory ? ["--workdir", container.workingDirectory] : []),
    ...(task?.cpu ? ["--cpus", String(amount(task.cpu) / UNITS)] : []),
    ...(task?.memory ? ["--memory", `${amount(task.memory)}m`] : []),
    ...(entryPoint === undefined ? [] : ["--entrypoint", entryPoint]),
    details.image,
    ...entryArguments,
    ...(container.command ?? []),
  ];
}

/** Podman would keep /tmp and /run writable, which Fargate does not. */
function readOnly(engine: RunDetails["engine"]): string[] {
  return engine === "podman" ? ["--read-only", "--read-only-tmpfs=false"] : ["--read-only"];
}

/**
 * Fargate gives an empty volume to root alone, unless the image declares it: then the engine makes it by itself, with
 * the rights of the image's own folder.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
 */
function emptyVolume(path: string): string {
  return `type=tmpfs,destination=${path},tmpfs-mode=0755`;
}

/** `256` and `.25 vCPU`, `512` and `0.5 GB`. */
function amount(text: string): number {
  return Number.parseFloat(text) * (/vcpu|gb/i.test(text) ? UNITS : 1);
}
