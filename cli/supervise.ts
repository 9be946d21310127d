import { spawn } from "node:child_process";
import { once } from "node:events";

/** Set for the rehearsal that a supervisor has started. */
const SUPERVISED = "BLUEGREEN_SUPERVISED";

/** Whether this process is one that is started again when it is killed. */
export function isSupervised(env: NodeJS.ProcessEnv): boolean {
  return env[SUPERVISED] !== undefined;
}

/**
 * Runs this very command in a process of its own, and once more if that is killed by SIGKILL: the second goes on where
 * the first was, also where that was to begin afresh. Signals are handed on; should this process be killed itself, the
 * other ends.
 *
 * @returns the exit code
 */
export async function supervise(signal: AbortSignal, say: (line: string) => void): Promise<number> {
  for (let args = process.argv.slice(1); ; args = args.filter((arg) => arg !== "--fresh")) {
    const child = spawn(process.execPath, args, {
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      env: { ...process.env, [SUPERVISED]: "1" },
    });
    const handOn = () => child.kill("SIGTERM");
    signal.addEventListener("abort", handOn, { once: true });
    const [code, killedBy] = await once(child, "exit");
    signal.removeEventListener("abort", handOn);
    if (killedBy !== "SIGKILL" || signal.aborted) return code ?? 1;
    say("The rehearsal was killed, and is started again");
  }
}
