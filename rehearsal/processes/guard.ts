import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { UserError } from "../../config/user-error";
import { processesOf, sweep } from "./sweep";

/** What the guard is told, a line of JSON each. */
export type GuardMessage =
  | { readonly group: number; readonly alive: boolean }
  | { readonly command: number; readonly run?: readonly [string, readonly string[]] };

/** The process that ends all others once the rehearsal is gone, which it notices by the end of its input. */
export interface Guard {
  tell(message: GuardMessage): void;
  /** Has it end all that is left, and waits until it has. */
  close(): Promise<void>;
}

/** Milliseconds in which a rehearsal that seems to go on may turn out to be dying. */
const DYING_MS = 1500;

/** What the lock file says. */
interface Lock {
  readonly run: string;
  /** Ids of the guard's process, and of the rehearsal's own. */
  readonly guard: number;
  readonly owner: number;
}

/**
 * Milliseconds that the guard of a rehearsal that was killed is waited for: it needs a fraction of a second, and more
 * where a container engine has to remove containers.
 */
const OLD_GUARD_MS = 35_000;

/**
 * Starts the guard, once nothing of an earlier rehearsal in the same folder is left.
 *
 * @param run mark of every process of this rehearsal
 * @param lock file that exists while the guard does
 * @param command what runs `rehearsal/children/guard.ts`
 * @throws UserError while another rehearsal works in the folder
 */
export async function startGuard(run: string, lock: string, command: readonly string[]): Promise<Guard> {
  await clearAway(lock);
  mkdirSync(dirname(lock), { recursive: true });
  const child = spawn(process.execPath, [...command, run, lock], {
    stdio: ["pipe", "ignore", "inherit"],
    detached: true,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR },
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined);
  const content: Lock = { run, guard: child.pid ?? 0, owner: process.pid };
  writeFileSync(lock, JSON.stringify(content));
  child.unref();
  return {
    tell: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    close: async () => {
      child.ref();
      child.stdin.end();
      await exited;
      rmSync(lock, { force: true });
    },
  };
}

/** Waits for the guard of a rehearsal that was killed; where that is gone too, does its work. */
async function clearAway(lock: string): Promise<void> {
  const before = readLock(lock);
  if (!before) return;
  if (isAlive(before.guard)) await removal(lock, DYING_MS);
  if (existsSync(lock) && isAlive(before.guard) && isAlive(before.owner)) {
    throw new UserError(
      `another rehearsal (process ${before.owner}) works in ${dirname(lock)}: end it, or choose another folder with --folder`,
    );
  }
  if (existsSync(lock) && isAlive(before.guard)) await removal(lock, OLD_GUARD_MS);
  if (processesOf(before.run).length > 0) sweep(before.run);
  rmSync(lock, { force: true });
}

function readLock(lock: string): Lock | undefined {
  try {
    return JSON.parse(readFileSync(lock, "utf8"));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function removal(file: string, atMostMs: number): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(dirname(file), (_, name) => {
      if (name === null || name === basename(file)) check();
    });
    const timer = setTimeout(done, atMostMs);
    function done(): void {
      clearTimeout(timer);
      watcher.close();
      resolve();
    }
    function check(): void {
      if (!existsSync(file)) done();
    }
    check();
  });
}
