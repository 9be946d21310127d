import type { ChildProcess, SpawnOptions } from "node:child_process";
import type { Processes } from "../processes/model";
import type { TaskLog } from "./log";
import type { Ending, Launched } from "./program";

export interface LaunchOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Whether it can send messages. @default false */
  readonly ipc?: boolean;
  /** @default SIGTERM */
  readonly stopSignal?: NodeJS.Signals;
  /** Real milliseconds from the stop signal to SIGKILL. @default 1000 */
  readonly graceMs?: number;
}

/** Starts a process that prints to a task's log. */
export function launchProcess(
  processes: Processes,
  log: TaskLog,
  command: string,
  args: readonly string[],
  options: LaunchOptions,
): { readonly child: ChildProcess; readonly launched: Launched } {
  const stdio: SpawnOptions["stdio"] = ["ignore", "pipe", "pipe", ...(options.ipc ? (["ipc"] as const) : [])];
  const child = processes.spawn(command, args, { env: options.env, cwd: options.cwd, stdio });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  return {
    child,
    launched: {
      ended: ending(child),
      stop: () => processes.stop(child, options.stopSignal ?? "SIGTERM", options.graceMs ?? 1000),
    },
  };
}

/** How a process ended, once it has and all that it printed was read. */
function ending(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal }));
    child.once("error", ({ message }) => resolve({ code: null, signal: null, reason: message }));
  });
}
