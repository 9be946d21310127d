import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const SAMPLE = resolve(__dirname, "../../../app-sample/ec2-rolling");

export interface Run {
  /** Exit code, or the signal that ended it. */
  readonly ended: number | string;
  /** All that it printed. */
  readonly output: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The revision as the agent has unpacked it, and commands that stand in front on its PATH. */
export class Revision {
  readonly folder = mkdtempSync(join(tmpdir(), "revision-"));
  private readonly tools = join(this.folder, "tools");

  /** @param tools scripts by the name of the command that they stand for */
  constructor(tools: Readonly<Record<string, string>>) {
    cpSync(SAMPLE, join(this.folder, "archive"), { recursive: true });
    mkdirSync(this.tools);
    for (const [name, script] of Object.entries(tools))
      writeFileSync(join(this.tools, name), script, { mode: 0o755 });
    // Each wait is over at once; how long it would have been is kept.
    const sleep = `#!/bin/bash\necho "$1" >> "${this.path("sleeps")}"\n`;
    writeFileSync(join(this.tools, "sleep"), sleep, { mode: 0o755 });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Runs a script as the agent does: in a group of processes of its own. */
  async run(script: string, environment: Environment): Promise<Run> {
    const { child, output } = this.start(script, environment);
    const [code, signal] = await once(child, "close");
    return { ended: signal ?? code, output: output() };
  }

  start(
    script: string,
    environment: Environment,
  ): { readonly child: ChildProcess; readonly output: () => string } {
    const child = spawn(join(this.folder, "archive/scripts", script), [], {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        HOME: this.folder,
        ...environment,
        PATH: `${this.tools}:${process.env.PATH}`,
      } as NodeJS.ProcessEnv,
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
    return { child, output: () => text };
  }

  /** Seconds of each wait so far. */
  get sleeps(): number[] {
    return this.lines("sleeps").map(Number);
  }

  lines(name: string): string[] {
    return existsSync(this.path(name))
      ? readFileSync(this.path(name), "utf8").split("\n").filter(Boolean)
      : [];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
