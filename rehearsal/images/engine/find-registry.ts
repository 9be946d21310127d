import type { ChildProcess, SpawnOptions } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../../config/user-error";
import { Lines } from "../../build/lines";
import type { Processes } from "../../processes/model";
import { findProgram } from "../../tasks/find-program";
import { freePort } from "../../tasks/free-port";
import type { Engine } from "./engine";
import { hasImage } from "./has-image";
import { answers, client, type Registry } from "./registry";
import { atDeath, LABEL, removal } from "./removal";

/** What a registry runs from where Debian's program is not there. @see https://hub.docker.com/_/registry */
export const REGISTRY_IMAGE = "docker.io/library/registry:2";

export interface RegistryOptions {
  readonly processes: Processes;
  readonly environment: NodeJS.ProcessEnv;
  /** Folder that images are kept in, whichever way the registry is run. */
  readonly folder: string;
}

/** @throws UserError where the registry ends before it answers */
export type StartRegistry = (options: RegistryOptions) => Promise<Registry>;

/** An engine with what starts the registry that it pushes to. */
export interface EquippedEngine extends Engine {
  readonly startRegistry: StartRegistry;
}

/** Either how a registry is started, or why there is none. */
export type FoundRegistry = { readonly start: StartRegistry } | { readonly problem: string };

/** Where a container has the folder, and what it listens on. */
const INSIDE = { folder: "/var/lib/registry", port: 5000 };

/** Looks for the registry of Debian's package `docker-registry`, else for an image of one. */
export async function findRegistry(engine: Engine): Promise<FoundRegistry> {
  const program = findProgram("docker-registry", engine.environment);
  if (program) return { start: (options) => startProgram(program, options) };
  if (await hasImage(engine, REGISTRY_IMAGE)) return { start: (options) => startContainer(engine, options) };
  const problem = `docker-registry is not on the PATH, and ${engine.name} cannot pull ${REGISTRY_IMAGE}`;
  return { problem: `${problem}, so that images have nowhere to go` };
}

async function startProgram(
  program: string,
  { processes, environment, folder }: RegistryOptions,
): Promise<Registry> {
  const host = `127.0.0.1:${await freePort()}`;
  const file = configure(folder, host, join(folder, "storage"));
  const child = processes.spawn(program, ["serve", file], { env: { PATH: environment.PATH }, stdio: STDIO });
  await untilItAnswers(child, host);
  return { host, ...client(host), close: () => processes.stop(child, "SIGTERM", 1000) };
}

async function startContainer(engine: Engine, { processes, folder }: RegistryOptions): Promise<Registry> {
  const host = `127.0.0.1:${await freePort()}`;
  const name = `bluegreen-registry-${randomUUID()}`;
  configure(folder, `:${INSIDE.port}`, `${INSIDE.folder}/storage`);
  const forget = atDeath(processes, engine, removal(engine, name));
  const args = [
    "run",
    "--rm",
    ...["--name", name],
    ...["--label", `${LABEL}=registry`],
    ...["--publish", `${host}:${INSIDE.port}`],
    ...["--pull", "never"],
    ...["--log-driver", "none"],
    // The folder is the user's own, which SELinux would not show to a container.
    ...["--security-opt", "label=disable"],
    ...["--mount", `type=bind,source=${resolve(folder)},destination=${INSIDE.folder}`],
    ...(await asThisUser(engine)),
    REGISTRY_IMAGE,
    ...["serve", `${INSIDE.folder}/config.yml`],
  ];
  const child = processes.spawn(engine.path, args, { env: engine.environment, stdio: STDIO });
  await untilItAnswers(child, host);
  return {
    host,
    ...client(host),
    close: async () => {
      await engine.run(removal(engine, name));
      await processes.stop(child, "SIGTERM", 1000);
      forget();
    },
  };
}

const STDIO: SpawnOptions["stdio"] = ["ignore", "ignore", "pipe"];

/** JSON is YAML. @see https://distribution.github.io/distribution/about/configuration/ */
function configure(folder: string, addr: string, rootdirectory: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "config.yml");
  const configuration = {
    version: "0.1",
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory }, delete: { enabled: true } },
    http: { addr },
  };
  writeFileSync(file, JSON.stringify(configuration));
  return file;
}

/** A Docker that is root's would leave files that this user cannot remove; to others, root inside is this user. */
async function asThisUser(engine: Engine): Promise<string[]> {
  const { getuid, getgid } = process;
  if (engine.name === "podman" || !getuid || !getgid) return [];
  const { output } = await engine.run(["info", "--format", "{{.SecurityOptions}}"]);
  return output.includes("name=rootless") ? [] : ["--user", `${getuid()}:${getgid()}`];
}

async function untilItAnswers(child: ChildProcess, host: string): Promise<void> {
  let said = "";
  const lines = new Lines((line) => {
    said = line;
  });
  child.stderr?.on("data", (chunk) => lines.write(chunk));
  const ended = once(child, "exit").then(() => true);
  while (!(await answers(host))) {
    const hasEnded = await Promise.race([ended, new Promise((then) => setTimeout(then, 20, false))]);
    if (hasEnded) throw new UserError(`the registry that stands in for ECR does not start: ${said}`);
  }
}
