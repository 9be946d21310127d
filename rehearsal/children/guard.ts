import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import type { GuardMessage } from "../processes/guard";
import { signalGroup, sweep } from "../processes/sweep";

/** Milliseconds that processes are left to end by themselves once the rehearsal is gone. */
const GRACE_MS = 300;

/** Milliseconds that a command is left: two of them one after the other are less than what the next rehearsal waits. */
const GIVE_UP_MS = 15_000;

const [, , , run = "", lock = ""] = process.argv;
const groups = new Set<number>();
const commands = new Map<number, Command>();

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
  // What fails is tried once more after the others: no image can be removed before its containers are.
  const orphans = executeAll([...commands.values()]).then(executeAll);
  for (const group of groups) signalGroup(group, "SIGTERM");
  if (groups.size > 0) await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  for (const group of groups) signalGroup(group, "SIGKILL");
  sweep(run);
  await orphans;
  rmSync(lock, { force: true });
  process.exit(0);
}

type Command = readonly [string, readonly string[]];

/** Runs commands beside one another. @returns those that failed, as one does whose thing is gone already */
async function executeAll(all: readonly Command[]): Promise<Command[]> {
  const succeeded = await Promise.all(all.map(execute));
  return all.filter((_, index) => !succeeded[index]);
}

function execute([command, args]: Command): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: GIVE_UP_MS }, (error) => resolve(error === null));
  });
}
