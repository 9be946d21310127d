import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import type { GuardMessage } from "../processes/guard";
import { signalGroup, sweep } from "../processes/sweep";

/** Milliseconds that processes are left to end by themselves once the rehearsal is gone. */
const GRACE_MS = 300;

const [, , , run = "", lock = ""] = process.argv;
const groups = new Set<number>();
const commands = new Map<number, readonly [string, readonly string[]]>();

// It outlives whatever ends the rehearsal: a Ctrl-C, a closed terminal.
for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"] as const) process.on(signal, () => undefined);

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const message: GuardMessage = JSON.parse(line);
    if ("group" in message) groups[message.alive ? "add" : "delete"](message.group);
    else if (message.run) commands.set(message.command, message.run);
    else commands.delete(message.command);
  })
  .on("close", () => void endAll());

async function endAll(): Promise<void> {
  const orphans = Promise.all([...commands.values()].map(([command, args]) => execute(command, args)));
  for (const group of groups) signalGroup(group, "SIGTERM");
  if (groups.size > 0) await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  for (const group of groups) signalGroup(group, "SIGKILL");
  sweep(run);
  await orphans;
  rmSync(lock, { force: true });
  process.exit(0);
}

/** What it answers does not matter: the thing may be gone already. */
function execute(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 30_000 }, () => resolve());
  });
}
