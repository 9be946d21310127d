import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** A program that hangs, such as an engine whose daemon does, is given up after this time. */
const MILLISECONDS = 10_000;

/** What a program prints. @returns `undefined` where it is not there, fails, or does not end in time */
export async function printedBy(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    const child = spawn(program, args, {
      env,
      stdio: ["ignore", "pipe", "ignore"],
      // Unlike a time limit of the child's own, it keeps nothing waiting where there is no such program.
      signal: AbortSignal.timeout(MILLISECONDS),
      killSignal: "SIGKILL",
    });
    const [stdout, [code]] = await Promise.all([
      text(child.stdout),
      once(child, "close") as Promise<[number | null]>,
    ]);
    return code === 0 ? stdout.trim() : undefined;
  } catch {
    return undefined;
  }
}
