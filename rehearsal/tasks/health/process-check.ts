import { once } from "node:events";
import { get } from "node:http";
import { UserError } from "../../../config/user-error";
import type { Processes } from "../../processes/model";
import { findProgram } from "../find-program";
import type { ContainerHealthCheck } from "../model";
import { type HttpCommand, readHttpCommand } from "./http-command";

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0"];

/** A health check that runs beside a task, not in it. */
export interface ProcessCheck {
  /** What differs from the command as it stands. */
  readonly notes: readonly string[];
  run(port: number, signal: AbortSignal): Promise<number>;
}

export interface ProcessCheckOptions {
  readonly check: ContainerHealthCheck;
  readonly containerPort: number;
  readonly processes: Processes;
  readonly environment: NodeJS.ProcessEnv;
  /** Where the command runs: it may leave files. */
  readonly folder: string;
}

/**
 * A container's health check, sent to the port that the task has on this machine.
 *
 * @throws UserError for a command that has to run in the container itself
 */
export function processCheck(options: ProcessCheckOptions): ProcessCheck {
  const { check, containerPort, processes, environment, folder } = options;
  const command = readHttpCommand(check.command);
  const asked = command && Number(command.url.port || 80);
  if (!command || asked !== containerPort || !LOOPBACK.includes(command.url.hostname)) {
    throw new UserError(
      `the health check ${JSON.stringify(check.command)} has to run in a container: without an engine, only a curl ` +
        `or wget of one http URL on 127.0.0.1:${containerPort} can be played. ` +
        "Rehearse with --runtime docker or --runtime podman",
    );
  }
  const { program, url, options: words } = command;
  const path = findProgram(program, environment);
  if (!path) {
    const note = `${program} is not on this machine: its GET ${url.href} of the health check is sent by the rehearsal`;
    return { notes: [note], run: (port, signal) => ask(command, moved(url, port), signal) };
  }
  return {
    notes: [],
    run: async (port, signal) => {
      const child = processes.spawn(path, [...words, moved(url, port)], {
        cwd: folder,
        // No proxy of the user's: the URL is on this machine.
        env: { PATH: environment.PATH },
        stdio: "ignore",
      });
      const kill = (): void => void processes.stop(child, "SIGKILL", 0);
      signal.addEventListener("abort", kill, { once: true });
      const [code] = await once(child, "exit").finally(() => signal.removeEventListener("abort", kill));
      return code ?? 1;
    },
  };
}

function moved(url: URL, port: number): string {
  const copy = new URL(url);
  copy.host = `127.0.0.1:${port}`;
  return copy.href;
}

/** wget fails on an error status; curl only if it is told to. */
async function ask({ program, options }: HttpCommand, url: string, signal: AbortSignal): Promise<number> {
  const failsOnStatus =
    program === "wget" || options.some((word) => /^(-[a-zA-Z]*f[a-zA-Z]*|--fail)$/.test(word));
  const [response] = await once(get(url, { agent: false, signal }), "response");
  response.resume();
  return failsOnStatus && response.statusCode >= 400 ? 1 : 0;
}
