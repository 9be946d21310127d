import { readdirSync, readFileSync } from "node:fs";

/** Variable that every process of a rehearsal bears, and hands down to those that it starts. */
export const RUN_VARIABLE = "BLUEGREEN_REHEARSAL_RUN";

/** Sends a signal to a whole group of processes; one that is gone already is fine. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * Kills whatever still bears the mark of a run, also what left its group. Only Linux shows the environment of a
 * process; elsewhere the groups have to do.
 */
export function sweep(run: string): void {
  for (const pid of processesOf(run)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

/** The processes, but for this one, that bear the mark of a run. */
export function processesOf(run: string): number[] {
  const mark = `${RUN_VARIABLE}=${run}`;
  return listProcesses().filter((pid) => pid !== process.pid && environmentOf(pid).includes(mark));
}

function listProcesses(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}
