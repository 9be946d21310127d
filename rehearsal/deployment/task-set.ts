import { setMaxListeners } from "node:events";
import type { Clock } from "../clock";
import type { LoadBalancer, TargetFault } from "../load-balancer/model";
import type { RunningTask } from "../tasks/model";
import type { TaskSetState } from "./task-set-state";

/** What a task set is made with. */
export interface TaskSetParts {
  readonly clock: Clock;
  readonly balancer: LoadBalancer;
  /** Seconds in which the checks of the load balancer do not count against a new task. */
  readonly graceSeconds: number;
  /** @throws Error in ECS's words where a task cannot be started */
  readonly startTask: (taskSet: TaskSetState, id: string) => Promise<RunningTask>;
  readonly fault?: () => TargetFault;
  readonly onChange: (counts: TaskCounts) => void;
  readonly say: (task: string, line: string) => void;
}

export interface TaskCounts {
  readonly desired: number;
  readonly running: number;
  readonly healthy: number;
}

/** Milliseconds between attempts to start a task that fails: doubled each time. */
const FIRST_PAUSE_MS = 10_000;
/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html */
const LONGEST_PAUSE_MS = 27 * 60_000;
/** Milliseconds between two looks at a task. */
const LOOK_MS = 2000;

/** Some number of equal tasks behind one target group, kept up as ECS does: a task that ends or falls ill is replaced. */
export class TaskSet {
  private readonly ended = new AbortController();
  /** Resolves once the task set is to end. */
  private readonly told = aborted(this.ended.signal);
  private readonly slots: Promise<void>[];
  private readonly running = new Map<string, RunningTask>();
  private readonly waiting = new Set<() => void>();
  private lastError: string | undefined;
  private started = 0;
  private failures = 0;
  private last = "";

  constructor(
    readonly state: TaskSetState,
    private readonly parts: TaskSetParts,
  ) {
    // Every place for a task waits for it.
    setMaxListeners(0, this.ended.signal);
    this.slots = Array.from({ length: state.desired }, () => this.keepUp());
    void this.watch();
  }

  public get counts(): TaskCounts {
    const tasks = [...this.running.values()];
    return {
      desired: this.state.desired,
      running: tasks.length,
      healthy: tasks.filter((task) => this.isHealthy(task)).length,
    };
  }

  /** What went wrong with the last task that did, in ECS's words. */
  public get trouble(): string | undefined {
    return this.lastError;
  }

  /**
   * Resolves `true` once every task runs and is healthy, `false` when the signal is aborted first.
   *
   * @param mostFailures tasks after whose end it gives up
   */
  public async steady(signal: AbortSignal, mostFailures = Number.POSITIVE_INFINITY): Promise<boolean> {
    const given = aborted(signal);
    while (!signal.aborted && !this.ended.signal.aborted && this.failures < mostFailures) {
      if (this.counts.healthy >= this.state.desired) return true;
      await Promise.race([given, new Promise<void>((resolve) => this.waiting.add(resolve))]);
    }
    return false;
  }

  /** Takes every task out of the load balancer, lets requests in flight end, and stops it. */
  public async terminate(): Promise<void> {
    this.ended.abort();
    this.wake();
    await Promise.all(this.slots);
  }

  /** One place for a task: whatever becomes of the task in it, there will be another. */
  private async keepUp(): Promise<void> {
    const { signal } = this.ended;
    let pause = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      const began = this.parts.clock.now();
      const trouble = await this.runOne().catch((error: Error) => error.message);
      if (signal.aborted) return;
      this.lastError = trouble;
      this.failures += 1;
      this.parts.say(`task set ${this.state.id}`, trouble);
      this.wake();
      if (this.parts.clock.now() - began > LONGEST_PAUSE_MS) pause = FIRST_PAUSE_MS;
      await this.parts.clock.after(pause, signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  /** @returns why the task has to be replaced, or anything at all once the task set is to end */
  private async runOne(): Promise<string> {
    const { balancer } = this.parts;
    const { targetGroup, version } = this.state;
    this.started += 1;
    const id = `${this.state.id}-${this.started}`;
    const task = await this.parts.startTask(this.state, id);
    balancer.register(targetGroup, {
      id,
      host: task.host,
      port: task.port,
      version,
      fault: this.parts.fault,
    });
    this.running.set(id, task);
    this.notice();
    const done = new AbortController();
    const why = await Promise.race([
      task.exited.then((how) => how ?? "Task was stopped"),
      this.fallsIll(task, done.signal),
      this.told,
    ]);
    done.abort();
    this.running.delete(id);
    this.notice();
    await balancer.deregister(targetGroup, id);
    await task.stop();
    return `(task ${id}) ${why}`;
  }

  /** Resolves once ECS would replace the task. */
  private async fallsIll(task: RunningTask, signal: AbortSignal): Promise<string> {
    const { balancer, clock, graceSeconds } = this.parts;
    const graceEnds = clock.now() + graceSeconds * 1000;
    while (!signal.aborted) {
      if (task.health() === "UNHEALTHY") return "Task failed container health checks";
      const state = balancer.targetState(this.state.targetGroup, task.id);
      if (state === "unhealthy" && clock.now() > graceEnds) {
        return `failed ELB health checks in (target-group ${this.state.targetGroup})`;
      }
      await clock.after(LOOK_MS, signal);
    }
    return "";
  }

  /** Health changes by itself, with nobody to tell of it. */
  private async watch(): Promise<void> {
    while (!this.ended.signal.aborted) {
      this.notice();
      await this.parts.clock.after(LOOK_MS, this.ended.signal);
    }
  }

  private notice(): void {
    const counts = this.counts;
    if (this.last === JSON.stringify(counts)) return;
    this.last = JSON.stringify(counts);
    this.parts.onChange(counts);
    this.wake();
  }

  private wake(): void {
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  /** A task without a check of its own is as healthy as the load balancer finds it. */
  private isHealthy(task: RunningTask): boolean {
    const { balancer } = this.parts;
    return (
      task.health() !== "UNHEALTHY" && balancer.targetState(this.state.targetGroup, task.id) === "healthy"
    );
  }
}

function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve("");
    else signal.addEventListener("abort", () => resolve(""), { once: true });
  });
}
