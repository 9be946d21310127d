import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Processes } from "../../processes/model";
import { findProgram } from "../../tasks/find-program";
import { type Answer, type RunOptions, run } from "./run";

export type EngineName = "docker" | "podman";

/** A container engine that answers. */
export interface Engine {
  readonly name: EngineName;
  readonly path: string;
  /** What its commands are run with. */
  readonly environment: NodeJS.ProcessEnv;
  /** Which it is, in a line that is shown. */
  readonly description: string;
  /** Runs one of its commands to the end. */
  run(args: readonly string[], options?: Omit<RunOptions, "env">): Promise<Answer>;
}

export interface FindEngineOptions {
  readonly processes: Processes;
  readonly environment: NodeJS.ProcessEnv;
  /** Folder for a configuration of Podman's, where it needs one. */
  readonly folder: string;
}

/** Either an engine, or why there is none. */
export type FoundEngine = { readonly engine: Engine } | { readonly problem: string };

/** Real milliseconds that an engine has to answer. */
const PATIENCE_MS = 3000;

/** What the engines say of themselves: a client answers without an engine too, but not this. */
const VERSION: Readonly<Record<EngineName, string>> = {
  docker: "{{.ServerVersion}}",
  podman: "{{.Version.Version}}",
};

/** Looks for an engine, and asks it. */
export async function findEngine(name: EngineName, options: FindEngineOptions): Promise<FoundEngine> {
  const { processes, environment } = options;
  const path = findProgram(name, environment);
  if (!path) return { problem: `${name} is not on the PATH` };
  const engine = engineOf(name, path, environment, processes);
  const { code, output } = await engine.run(["info", "--format", VERSION[name]], { timeoutMs: PATIENCE_MS });
  const version = output.split("\n").find((line) => /^\d+\.\d+/.test(line));
  if (code !== 0 || !version) {
    const said = output.split("\n").filter(Boolean).at(-1);
    return {
      problem: `${path} is there, and its engine does not answer${said ? `: ${said}` : " in 3 seconds"}`,
    };
  }
  const answering = { ...engine, description: `${name} ${version} answers` };
  return name === "podman" ? configured(answering, options) : { engine: answering };
}

function engineOf(
  name: EngineName,
  path: string,
  environment: NodeJS.ProcessEnv,
  processes: Processes,
): Engine {
  return {
    name,
    path,
    environment,
    description: name,
    run: (args, options) => run(processes, path, args, { ...options, env: environment }),
  };
}

/** Exit code of a container whose command does not exist: everything before that works. */
const NO_SUCH_COMMAND = 127;

/** What a machine without systemd, or without the right to raise limits, stumbles over. */
const KNOWN_FAILURES = /rlimit|cgroup|systemd|dbus/i;

const CONFIGURATION = `[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"

[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
`;

/** Podman with the user's configuration where a container starts with it, else with one of the rehearsal's own. */
async function configured(engine: Engine, options: FindEngineOptions): Promise<FoundEngine> {
  const first = await tryContainer(engine, options.folder);
  if (first.code === NO_SUCH_COMMAND) return { engine };
  const said = first.output.split("\n").at(-1) ?? "";
  if (!KNOWN_FAILURES.test(first.output))
    return { problem: `podman answers and cannot start a container: ${said}` };
  const file = join(options.folder, "containers.conf");
  writeFileSync(file, CONFIGURATION);
  const environment = { ...options.environment, CONTAINERS_CONF: file };
  const own = engineOf("podman", engine.path, environment, options.processes);
  const second = await tryContainer(own, options.folder);
  if (second.code !== NO_SUCH_COMMAND)
    return { problem: `podman answers and cannot start a container: ${said}` };
  const description = `${engine.description}; with ${file}, as the user's configuration starts no container here`;
  return { engine: { ...own, description } };
}

/** Starts a container of an empty folder, reached as a task is: no image is needed to find out. */
function tryContainer(engine: Engine, folder: string): Promise<Answer> {
  const rootfs = join(folder, "empty-container");
  mkdirSync(rootfs, { recursive: true });
  const args = ["run", "--rm", "--publish", "127.0.0.1::80", "--rootfs", rootfs, "/nothing"];
  return engine.run(args, { timeoutMs: 2 * PATIENCE_MS });
}
