import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import type { Processes } from "../processes/model";
import { Lines } from "./lines";

export interface ShellOptions {
  readonly shell: "bash" | "sh";
  /** Folder for the session's own files. */
  readonly folder: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Where a shell stood when it ended. */
interface State {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Real milliseconds that processes of a build have to end by themselves. */
const GRACE_MS = 1000;

/**
 * One shell that runs commands one after the other, as they would be typed into it: folder, variables, functions and
 * options carry over. Where a command ends the shell, the next one finds a new shell in the same folder, with the same
 * environment.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec-ref-versions
 */
export class ShellSession {
  private shell?: Shell;
  private state: State;
  private count = 0;

  constructor(
    private readonly processes: Pick<Processes, "spawn" | "stop">,
    private readonly options: ShellOptions,
  ) {
    this.state = { cwd: options.cwd, environment: options.environment };
  }

  /** @returns how the command ended: 0, or the exit code; 128 and more for a signal, as shells count */
  public async run(command: string): Promise<number> {
    const { folder, signal } = this.options;
    if (signal.aborted) return 1;
    const file = join(folder, `command-${++this.count}`);
    writeFileSync(file, `${command}\n`);
    this.shell ??= new Shell(this.processes, this.options, this.state);
    const shell = this.shell;
    const status = await shell.run(file);
    if (shell.hasEnded) {
      this.state = readState(folder) ?? this.state;
      await shell.stop();
      this.shell = undefined;
    }
    return status;
  }

  /** The environment that the next command would see. */
  public async environment(): Promise<Readonly<Record<string, string>>> {
    if (this.shell) await this.run(saveState(this.options.folder));
    this.state = readState(this.options.folder) ?? this.state;
    return this.state.environment;
  }

  /** Ends the shell and everything that its commands left behind. */
  public async close(): Promise<void> {
    await this.shell?.stop();
  }
}

class Shell {
  public hasEnded = false;
  private readonly child: ChildProcess;
  private readonly ended: Promise<number>;
  private readonly statuses: AsyncIterator<string>;
  private readonly printed: readonly Lines[];

  constructor(
    private readonly processes: Pick<Processes, "spawn" | "stop">,
    private readonly options: ShellOptions,
    { cwd, environment }: State,
  ) {
    const args = options.shell === "bash" ? ["--noprofile", "--norc"] : [];
    this.child = processes.spawn(options.shell, [...args, "-c", driver(options.folder)], {
      cwd: existsSync(cwd) ? cwd : options.cwd,
      env: environment,
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    });
    this.ended = this.end();
    this.printed = [this.child.stdout, this.child.stderr].map((stream) => {
      const lines = new Lines(options.say);
      stream?.on("data", (chunk: Buffer) => lines.write(chunk));
      return lines;
    });
    this.statuses = createInterface({ input: this.child.stdio[4] as Readable })[Symbol.asyncIterator]();
    // A shell that has ended cannot be told anything, which `ended` says.
    this.child.stdio[3]?.on("error", () => undefined);
  }

  public async run(file: string): Promise<number> {
    (this.child.stdio[3] as Writable).write(`${file}\n`);
    const stop = () => void this.processes.stop(this.child, "SIGTERM", GRACE_MS);
    this.options.signal.addEventListener("abort", stop, { once: true });
    const status = await Promise.race([this.statuses.next().then(({ value }) => value), this.ended]);
    this.options.signal.removeEventListener("abort", stop);
    // What the command printed is in the pipes by now, and is read before the loop comes round.
    await turn();
    for (const lines of this.printed) lines.flush();
    return status === undefined ? this.ended : Number(status);
  }

  public async stop(): Promise<void> {
    await this.processes.stop(this.child, "SIGTERM", GRACE_MS);
    await turn();
    for (const lines of this.printed) lines.flush();
    // A process that left the group can hold the pipes open for ever.
    for (const stream of this.child.stdio) stream?.destroy();
  }

  private async end(): Promise<number> {
    const [code, signal] = await once(this.child, "exit").catch((error: Error) => {
      this.options.say(`${this.options.shell} cannot be started: ${error.message}`);
      return [127, null];
    });
    this.hasEnded = true;
    return signal ? 128 + (SIGNALS[String(signal)] ?? 0) : Number(code);
  }
}

/** Signals that end a process, by the numbers that they have everywhere. */
const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGALRM: 14,
  SIGTERM: 15,
};

/**
 * Takes the path of a command's file from descriptor 3, runs it in this very shell, and answers with its status on
 * descriptor 4. What follows `. file` must not test it: a shell ignores `set -e` in what is tested.
 */
function driver(folder: string): string {
  return `trap ${quote(saveState(folder))} EXIT
while { IFS= read -r CODEBUILD_COMMAND <&3; } 2>/dev/null; do
  . "$CODEBUILD_COMMAND"
  { echo "$?" >&4; } 2>/dev/null
done`;
}

const SAVE = `const { env } = process;
let cwd = "";
try { cwd = process.cwd(); } catch {}
require("node:fs").writeFileSync(process.argv[1], JSON.stringify({ cwd, environment: env }));`;

/** A command that keeps what the next shell needs; Node's own options must not come in its way. */
function saveState(folder: string): string {
  return `NODE_OPTIONS= ${[process.execPath, "-e", SAVE, stateFile(folder)].map(quote).join(" ")}`;
}

function readState(folder: string): State | undefined {
  return existsSync(stateFile(folder)) ? JSON.parse(readFileSync(stateFile(folder), "utf8")) : undefined;
}

function stateFile(folder: string): string {
  return join(folder, "state.json");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
