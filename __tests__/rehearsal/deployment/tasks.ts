import type { TaskSetState } from "../../../rehearsal/deployment/task-set-state";
import type { ContainerHealth, RunningTask } from "../../../rehearsal/tasks/model";

/** A task on paper: it runs until a test ends it. */
export class PaperTask implements RunningTask {
  readonly host = "127.0.0.1";
  readonly log = "/dev/null";
  readonly exited: Promise<string | undefined>;
  stopped = false;
  private check: ContainerHealth = "UNKNOWN";
  private exit: (how: string | undefined) => void = () => undefined;

  constructor(
    readonly id: string,
    readonly state: TaskSetState,
    readonly port: number,
  ) {
    this.exited = new Promise((resolve) => {
      this.exit = resolve;
    });
  }

  public health(): ContainerHealth {
    return this.check;
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    this.exit(undefined);
  }

  /** It ends by itself. */
  public crash(how = "Essential container in task exited"): void {
    this.exit(how);
  }

  /** Its own health check passes from now on. */
  public recover(): void {
    this.check = "HEALTHY";
  }

  /** Its own health check fails from now on. */
  public fallIll(): void {
    this.check = "UNHEALTHY";
  }
}

/** Every task that was started. */
export class PaperTasks {
  readonly started: PaperTask[] = [];
  /** What a test does to each task as it starts. @throws Error where the task cannot be started */
  onStart: (task: PaperTask) => void | Promise<void> = () => undefined;

  public readonly start = async (state: TaskSetState, id: string): Promise<PaperTask> => {
    const task = new PaperTask(id, state, 10_000 + this.started.length);
    await this.onStart(task);
    this.started.push(task);
    return task;
  };

  /** Versions of the tasks that run, one for each. */
  public get running(): string[] {
    return this.started.filter(({ stopped }) => !stopped).map(({ state }) => state.version);
  }
}
