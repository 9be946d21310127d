import type { ChildProcess, SpawnOptions } from "node:child_process";

/**
 * Every process that a rehearsal starts is started here: each in a group of its own, which a guard ends when the
 * rehearsal itself is gone, however it went.
 */
export interface Processes {
  /** As `child_process.spawn`, without a shell. */
  spawn(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess;

  /**
   * Ends a process and all that it started: the signal, then SIGKILL.
   *
   * @param graceMs real milliseconds between the two
   */
  stop(child: ChildProcess, signal: NodeJS.Signals, graceMs: number): Promise<void>;

  /** Has the guard run a command when the rehearsal is gone, as for a container, which is nobody's child. */
  onDeath(command: string, args: readonly string[]): () => void;

  /** Arguments that run a program of this package, `rehearsal/children/<name>.ts`, with `process.execPath`. */
  child(name: string): readonly string[];
}
