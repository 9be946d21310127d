import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Processes } from "../../../rehearsal/processes/model";

/** Processes in groups of their own, with no guard. */
export const processes: Pick<Processes, "spawn" | "stop"> = {
  spawn(command, args, options = {}) {
    const child = spawn(command, args, { ...options, detached: true });
    child.once("exit", () => signal(child.pid, "SIGKILL"));
    return child;
  },
  async stop(child, name, graceMs) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    signal(child.pid, name);
    const timer = setTimeout(signal, graceMs, child.pid, "SIGKILL");
    await exited;
    clearTimeout(timer);
  },
};

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid) process.kill(-pid, name);
  } catch {
    // It is gone.
  }
}
