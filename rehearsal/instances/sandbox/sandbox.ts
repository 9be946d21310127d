import type { ChildProcess, SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Processes } from "../../processes/model";
import { type Bind, ENTER, enterArguments, WITHOUT_RIGHTS } from "./enter";
import { type HostPrograms, NAMESPACES } from "./requirements";

export interface SandboxOptions {
  readonly processes: Processes;
  readonly programs: HostPrograms;
  /** Folder that is `/` in it. */
  readonly root: string;
  readonly hostname: string;
  readonly readOnly: readonly Bind[];
  readonly writable: readonly Bind[];
}

export interface SpawnedOptions {
  /** @default "/" */
  readonly cwd?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Name by which it is ended with all that it starts: unique in this sandbox. */
  readonly job: string;
  readonly stdio?: SpawnOptions["stdio"];
}

/** Variable by which processes of a job are known. */
const JOB_VARIABLE = "BLUEGREEN_REHEARSAL_JOB";

/** A command of the instance changes to its folder, then becomes itself. */
const IN_FOLDER = `cd "$0" && unset OLDPWD && exec "$@"`;

/** Called with the mark of a job, a signal, and the twentieths of a second until SIGKILL. */
const END = `of_job() { grep -slzxF -- "$1" /proc/[0-9]*/environ | tr -dc '0-9\\n'; }
signal=$2 left=$3
pids=$(of_job "$1")
while [ -n "$pids" ]; do
  [ -z "$signal" ] || kill -s "$signal" $pids 2>/dev/null
  signal=
  if [ "$left" -le 0 ]; then signal=KILL; fi
  left=$((left - 1))
  /bin/sleep 0.05
  pids=$(of_job "$1")
done`;

const SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Namespaces of an instance, in which programs see its root as `/`, and each other alone. */
export class Sandbox {
  /** Its root as its programs see it, with all that is mounted, on this machine. Links in it lead elsewhere: follow them by `within`. */
  public readonly view: string;
  /** Resolves when nothing of it runs any more. */
  public readonly ended: Promise<void>;
  private isOver = false;

  private constructor(
    private readonly options: SandboxOptions,
    private readonly first: ChildProcess,
    /** Id of its first process on this machine. */
    private readonly pid: number,
  ) {
    this.view = `/proc/${pid}/root`;
    this.ended = new Promise((resolve) =>
      first.once("exit", () => {
        this.isOver = true;
        resolve();
      }),
    );
  }

  /** @throws Error with what the machine says */
  public static async open(options: SandboxOptions): Promise<Sandbox> {
    const { processes, programs, root, hostname, readOnly, writable } = options;
    const first = processes.spawn(
      programs.unshare,
      [
        ...[
          ...NAMESPACES,
          "--map-root-user",
          "--fork",
          "--kill-child",
          "bash",
          "--norc",
          "-c",
          ENTER,
          "enter",
        ],
        ...enterArguments(root, hostname, readOnly, writable),
      ],
      { env: { PATH: `${process.env.PATH}:${SYSTEM_PATH}` }, stdio: ["pipe", "pipe", "pipe"] },
    );
    first.stdin?.on("error", () => undefined);
    const told = once(createInterface({ input: first.stdout as Readable }), "line");
    const failed = Promise.all([text(first.stderr as Readable), once(first, "exit")]);
    failed.catch(() => undefined);
    const [line] = await Promise.race([told, failed]);
    if (first.exitCode !== null || first.signalCode !== null || !/^\d+$/.test(String(line)))
      throw new Error(`its root cannot be made: ${String(line).trim() || "no reason given"}`);
    return new Sandbox(options, first, Number(line));
  }

  /** Starts a program as the instance does: without any right over the sandbox. It outlives its caller, but not the sandbox. */
  public spawn(
    command: readonly string[],
    { cwd = "/", environment, job, stdio }: SpawnedOptions,
  ): ChildProcess {
    return this.enter(["setsid", ...WITHOUT_RIGHTS, "bash", "--norc", "-c", IN_FOLDER, cwd, ...command], {
      env: { ...environment, [JOB_VARIABLE]: job },
      stdio,
    });
  }

  /**
   * Ends a job: the signal, then SIGKILL.
   *
   * @param graceMs real milliseconds between the two
   */
  public async end(job: string, signal: NodeJS.Signals, graceMs: number): Promise<void> {
    if (this.isOver) return;
    const words = [`${JOB_VARIABLE}=${job}`, signal.replace(/^SIG/, ""), String(Math.ceil(graceMs / 50))];
    const command = [...WITHOUT_RIGHTS, "bash", "--norc", "-c", END, "end", ...words];
    await once(this.enter(command, { env: { PATH: SYSTEM_PATH }, stdio: "ignore" }), "exit");
  }

  /**
   * Mounts or unmounts, which the instance's own programs cannot.
   *
   * @returns what it says where it fails; empty where it does not
   */
  public async mount(command: readonly string[]): Promise<string> {
    const child = this.enter(command, { env: { PATH: SYSTEM_PATH }, stdio: ["ignore", "ignore", "pipe"] });
    const [said, [code]] = await Promise.all([text(child.stderr as Readable), once(child, "exit")]);
    return code === 0 ? "" : said.trim() || `${command[0]} failed`;
  }

  /** Ends everything at once; `ended` resolves soon after. */
  public kill(): void {
    void this.options.processes.stop(this.first, "SIGKILL", 0);
  }

  /** Into the namespaces of its first process. Should another have its id by then, it is refused: nobody can enter the user namespace that he is in. */
  private enter(command: readonly string[], options: SpawnOptions): ChildProcess {
    const { processes, programs } = this.options;
    const target = ["--target", String(this.pid), ...NAMESPACES, "--preserve-credentials"];
    return processes.spawn(programs.nsenter, [...target, "--", ...command], { ...options, cwd: "/" });
  }
}
