import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { packageRoot } from "../../package-root";
import { type Guard, startGuard } from "./guard";
import type { Processes } from "./model";
import { RUN_VARIABLE, signalGroup } from "./sweep";

/**
 * Starts processes that never outlive this one: not after an error, a Ctrl-C, a closed terminal or a SIGKILL.
 *
 * @param folder where the guard keeps its lock file: one rehearsal at a time
 */
export async function startProcesses(folder: string): Promise<GuardedProcesses> {
  const run = randomUUID();
  const guard = await startGuard(run, join(folder, "guard.json"), childCommand("guard"));
  return new GuardedProcesses(run, guard);
}

export class GuardedProcesses implements Processes {
  private readonly alive = new Set<ChildProcess>();
  private commands = 0;

  constructor(
    /** Mark that every process bears in its environment. */
    readonly run: string,
    private readonly guard: Guard,
  ) {}

  public spawn: Processes["spawn"] = (command, args, options = {}) => {
    const child = spawn(command, args, {
      ...options,
      shell: false,
      detached: true,
      env: { ...(options.env ?? process.env), [RUN_VARIABLE]: this.run },
    });
    const { pid } = child;
    if (pid === undefined) return child;
    this.guard.tell({ group: pid, alive: true });
    this.alive.add(child);
    child.once("exit", () => {
      this.alive.delete(child);
      // What it started and left behind.
      signalGroup(pid, "SIGKILL");
      this.guard.tell({ group: pid, alive: false });
    });
    return child;
  };

  public async stop(child: ChildProcess, signal: NodeJS.Signals, graceMs: number): Promise<void> {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    signalGroup(child.pid, signal);
    const timer = setTimeout(signalGroup, graceMs, child.pid, "SIGKILL");
    await exited;
    clearTimeout(timer);
  }

  public onDeath(command: string, args: readonly string[]): () => void {
    this.commands += 1;
    const id = this.commands;
    this.guard.tell({ command: id, run: [command, args] });
    return () => this.guard.tell({ command: id });
  }

  public child(name: string): readonly string[] {
    return childCommand(name);
  }

  /** Ends all that still runs; what was to be run at death is run too. */
  public async close(): Promise<void> {
    await Promise.all([...this.alive].map((child) => this.stop(child, "SIGTERM", 300)));
    await this.guard.close();
  }
}

function childCommand(name: string): string[] {
  return [join(packageRoot(__dirname), "bin/child.mjs"), name];
}
