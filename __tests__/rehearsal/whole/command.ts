import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { App } from "cdktf";
import { packageRoot } from "../../../package-root";
import { processesOf } from "../../../rehearsal/processes/sweep";
import type { Report } from "../../../rehearsal/report";
import { addStacks } from "../../../stacks/synthesise";
import { config, type Settings, swiftly } from "../../helpers/synth";

const BLUEGREEN = join(packageRoot(__dirname), "bin/bluegreen.mjs");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Starts `bluegreen` in a folder. */
export function bluegreen(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [BLUEGREEN, ...args], {
    cwd,
    env: { PATH: process.env.PATH, CI: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // In a group of its own, as a terminal would start it.
    detached: true,
  });
  return new Running(child);
}

/** A folder with a synthesised project, in which the command is run as a user would. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "bluegreen-project-"));

  constructor(settings: Settings = {}) {
    const app = new App({ outdir: join(this.folder, "cdktf.out") });
    swiftly(() => {
      addStacks(app, config(settings));
      app.synth();
    });
  }

  /** Starts `bluegreen` with some arguments. */
  public start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    return bluegreen(this.folder, args, env);
  }

  public run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
    return this.start(args, env).ended;
  }

  public report(file = "r.json"): Report {
    return JSON.parse(readFileSync(join(this.folder, file), "utf8"));
  }

  public close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A command that runs. */
export class Running {
  readonly ended: Promise<Ended>;
  private output = "";
  private readonly listeners = new Set<(line: string) => void>();

  constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        this.output += `${line}\n`;
        for (const listener of this.listeners) listener(line);
      });
    }
    this.ended = once(child, "close").then(([code, signal]) => ({ code, signal, output: this.output }));
  }

  /** Told of each further line. */
  public onLine(listener: (line: string) => void): void {
    this.listeners.add(listener);
  }

  /** Resolves with the first line, from now on or before, in which something stands. */
  public line(pattern: RegExp): Promise<string> {
    const before = this.output.split("\n").find((line) => pattern.test(line));
    if (before !== undefined) return Promise.resolve(before);
    return new Promise((resolve, reject) => {
      this.listeners.add((line) => {
        if (pattern.test(line)) resolve(line);
      });
      void this.ended.then(({ output }) => reject(new Error(`it ended without ${pattern}:\n${output}`)));
    });
  }
}

/** What a rehearsal that runs has: the mark of its processes, and its guard. */
export interface Lock {
  readonly run: string;
  readonly guard: number;
}

export function lockOf({ folder }: Project): Lock {
  return lockIn(join(folder, ".rehearsal/ecs-blue-green"));
}

/** @param folder of a rehearsal */
export function lockIn(folder: string): Lock {
  return JSON.parse(readFileSync(join(folder, "guard.json"), "utf8"));
}

/** Resolves once nothing of a rehearsal runs any more. @throws Error where that takes too long */
export async function gone({ run, guard }: Lock): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    const left = [...processesOf(run), ...(isAlive(guard) ? [guard] : [])];
    if (left.length === 0) return;
    if (Date.now() > until) throw new Error(`processes are left: ${left}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
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
