import type { TaskLog } from "./log";

/** What a task runs, before it runs: each runtime makes its own. */
export interface Program {
  /** Lines for the log, of what differs from AWS. */
  readonly notes: readonly string[];
  /** Real milliseconds from one health check to the next, at least. @default 100 */
  readonly leastCheckMs?: number;
  /**
   * Starts it; resolves once it listens, or ended before it did.
   *
   * @throws PortTaken
   */
  launch(port: number, log: TaskLog): Promise<Launched>;
}

/** A program that was started. */
export interface Launched {
  /** Never rejects. */
  readonly ended: Promise<Ending>;
  /** The stop signal, then SIGKILL; resolves when nothing of it is left. */
  stop(): Promise<void>;
  /** Runs the container's health check once. @returns its exit code */
  check?(command: readonly string[], signal: AbortSignal): Promise<number>;
}

/** How a process ended; `reason` where it did not even begin. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly reason?: string;
}
