import { once } from "node:events";
import { get } from "node:http";
import { UserError } from "../../../config/user-error";
import type { ContainerHealthCheck } from "../model";
import { type HttpCommand, readHttpCommand } from "./http-command";

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0"];

/** A health check that is sent to a task, rather than run in it. */
export interface ProcessCheck {
  /** What differs from the command as it stands. */
  readonly note: string;
  run(port: number, signal: AbortSignal): Promise<number>;
}

/**
 * A container's health check, sent to the port that the task has on this machine. Its request is sent by the rehearsal
 * itself: a program for each would take more of the machine than the tasks do, at a fast clock.
 *
 * @throws UserError for a command that has to run in the container itself
 */
export function processCheck(check: ContainerHealthCheck, containerPort: number): ProcessCheck {
  const command = readHttpCommand(check.command);
  const asked = command && Number(command.url.port || 80);
  if (!command || asked !== containerPort || !LOOPBACK.includes(command.url.hostname)) {
    throw new UserError(
      `the health check ${JSON.stringify(check.command)} has to run in a container: without an engine, only a curl ` +
        `or wget of one http URL on 127.0.0.1:${containerPort} can be played. ` +
        "Rehearse with --runtime docker or --runtime podman",
    );
  }
  const { program, url } = command;
  return {
    note: `in place of ${program}, the rehearsal itself sends the health check's GET ${url.href}`,
    run: (port, signal) => ask(command, moved(url, port), signal),
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
