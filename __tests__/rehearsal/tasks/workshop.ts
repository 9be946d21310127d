import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageRoot } from "../../../package-root";
import { SpedUpClock } from "../../../rehearsal/clock";
import type { Image, ImageConfig } from "../../../rehearsal/images/model";
import { type GuardedProcesses, startProcesses } from "../../../rehearsal/processes";
import type { RunningTask, TaskRequest, TaskRuntime } from "../../../rehearsal/tasks/model";
import type { RuntimeContext } from "../../../rehearsal/tasks/runtime-context";

export const SAMPLE = join(packageRoot(__dirname), "app-sample/ecs-blue-green");

const CONFIG: ImageConfig = {
  entrypoint: ["nginx"],
  command: ["-g", "daemon off;"],
  environment: {},
  workingDirectory: "/",
  user: "101",
  exposedPorts: [8080],
  labels: {},
  stopSignal: "SIGTERM",
  from: "public.ecr.aws/nginx/nginx:stable-alpine",
};

/** A folder, processes and a clock for the tests of one file; `close` leaves nothing. */
export class Workshop {
  private tasks = 0;
  private readonly running: RunningTask[] = [];

  private constructor(
    public readonly folder: string,
    public readonly processes: GuardedProcesses,
  ) {}

  public static async open(): Promise<Workshop> {
    const folder = mkdtempSync(join(tmpdir(), "tasks-"));
    return new Workshop(folder, await startProcesses(folder));
  }

  public context(more: Partial<RuntimeContext> = {}): RuntimeContext {
    const { processes, folder } = this;
    return { processes, folder, clock: new SpedUpClock(60), environment: process.env, ...more };
  }

  /** An image with files of its own, by their paths. */
  public image(files: Readonly<Record<string, string>>, config: Partial<ImageConfig> = {}): Image {
    const rootfs = mkdtempSync(join(this.folder, "rootfs-"));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(rootfs, path)), { recursive: true });
      writeFileSync(join(rootfs, path), content);
    }
    return {
      repository: "111111111111.dkr.ecr.eu-central-1.amazonaws.com/app",
      digest: `sha256:${"0".repeat(64)}`,
      tags: [],
      config: { ...CONFIG, ...config },
      rootfs,
    };
  }

  /** The sample application's own. */
  public sampleImage(page = "index.html"): Image {
    const image = this.image({});
    for (const [from, to] of [
      ["nginx.conf", "etc/nginx/nginx.conf"],
      [page, "usr/share/nginx/html/index.html"],
    ] as const)
      cpSync(join(SAMPLE, from), join(image.rootfs ?? "", to));
    return image;
  }

  public async start(runtime: TaskRuntime, more: Partial<TaskRequest> = {}): Promise<RunningTask> {
    this.tasks += 1;
    const id = `task-${this.tasks}`;
    const folder = join(this.folder, id);
    mkdirSync(folder);
    const container = { name: "app", image: "app" };
    const task = await runtime.start({ id, folder, container, containerPort: 8080, ...more });
    this.running.push(task);
    return task;
  }

  public async close(): Promise<void> {
    await Promise.all(this.running.map((task) => task.stop()));
    await this.processes.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function url(task: RunningTask, path = "/"): string {
  return `http://${task.host}:${task.port}${path}`;
}

/** Resolves when something holds; fails after ten seconds. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error("it did not come to pass in ten seconds");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether a program answers at all. */
export function isInstalled(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
