import type { Cluster } from "./cluster";
import type { PlannedTask } from "./plan";
import { idOf, type Rollout } from "./rollout";
import type { ServiceEvents } from "./service-events";
import { newTaskId, ServiceTask, type ServiceTaskParts } from "./service-task";
import { StartPause } from "./start-pause";

/** Tasks that have stopped and can still be asked for. */
const MOST_STOPPED = 100;

/** Tasks that fail one after the other until ECS says so. */
const IMPAIRED_AFTER = 3;

export interface TaskPoolParts extends Omit<ServiceTaskParts, "onChange"> {
  readonly cluster: Cluster;
  readonly events: ServiceEvents;
  /** ARN of the target group, as events name it. */
  readonly targetGroupArn: string;
  /** What keeps a task from being placed beside the cluster itself. @default - nothing */
  readonly refuses?: (rollout: Rollout) => string | undefined;
  /** Told of each change of a task. */
  readonly onChange: () => void;
}

/** The tasks of a service: placed, started, looked after and stopped, with what ECS says of it. */
export class TaskPool {
  /** Why the last task failed that did, in ECS's words. */
  trouble: string | undefined;
  /** Whether there was room for the last task that was to be placed. */
  hasRoom = true;
  private readonly living = new Map<string, ServiceTask>();
  private gone: readonly ServiceTask[] = [];
  private readonly pauses = new Map<Rollout, StartPause>();

  constructor(private readonly parts: TaskPoolParts) {}

  /** Those that have not stopped. */
  public get all(): readonly ServiceTask[] {
    return [...this.living.values()];
  }

  /** The last of those that have. */
  public get stopped(): readonly ServiceTask[] {
    return this.gone;
  }

  /** Those of a deployment that are neither stopped nor on their way there. */
  public of(rollout: Rollout): readonly ServiceTask[] {
    return this.all.filter((task) => task.rollout === rollout && task.isLiving);
  }

  /** As the scheduler looks at them. */
  public planned(primary: Rollout): readonly PlannedTask[] {
    return this.all.map(({ id, rollout, status, isHealthy, illness, instance, isLiving }) => {
      const before = rollout.status === "FAILED" ? "failed" : "active";
      const phase = status === "PENDING" ? "starting" : "running";
      return {
        id,
        of: rollout === primary ? "primary" : before,
        phase: isLiving ? phase : "stopping",
        isHealthy,
        isIll: illness !== undefined,
        instance,
      };
    });
  }

  /** Looks at each. */
  public look(): void {
    for (const task of this.living.values()) {
      const { illness, hasBeenHealthy, rollout } = task;
      task.look();
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html#failure-counting-mode
      if (!hasBeenHealthy && task.hasBeenHealthy) {
        rollout.failedTasks = 0;
        this.pauses.delete(rollout);
      }
      if (illness === undefined && task.illness !== undefined) this.failed(task, task.illness);
    }
  }

  /** Starts as many tasks of a deployment as there is room for, unless the last have failed just now. */
  public start(rollout: Rollout, count: number): void {
    const { cluster, clock, events, refuses } = this.parts;
    if (clock.now() < (this.pauses.get(rollout)?.until ?? 0)) return;
    const started: string[] = [];
    this.hasRoom = true;
    while (started.length < count && this.hasRoom) {
      const id = newTaskId();
      const refusal = refuses?.(rollout);
      const placement = refusal === undefined ? cluster.place(id, rollout.needs) : { refusal };
      if ("refusal" in placement) {
        this.hasRoom = false;
        events.addOnce("placement", `was unable to place a task ${placement.refusal}`);
      } else {
        started.push(id);
        this.living.set(id, new ServiceTask(id, rollout, placement.instance, this.taskParts));
        events.resolve("placement");
      }
    }
    events.started(started);
    cluster.scale(count - started.length, rollout.needs);
  }

  /** @param reason in ECS's words, for those that are not ill */
  public stop(ids: readonly string[], reason: string): void {
    const { events, targetGroupArn } = this.parts;
    const tasks = ids.flatMap((id) => this.living.get(id) ?? []);
    for (const rollout of new Set(tasks.map((task) => task.rollout))) {
      const own = tasks.filter((task) => task.rollout === rollout);
      const running = own.filter(({ status }) => status === "RUNNING").map(({ id }) => id);
      events.stopped(idOf(rollout), targetGroupArn, running, own.length - running.length);
    }
    for (const task of tasks) void task.stop(task.illness ?? reason);
  }

  /** A container instance is gone, with its tasks. */
  public loseInstance(instance: string): void {
    for (const task of this.parts.cluster.lose(instance))
      void this.living.get(task)?.lose(`Host EC2 (container-instance ${instance}) terminated.`);
  }

  public async close(): Promise<void> {
    await Promise.all(this.all.map((task) => task.stop("Service was deleted")));
  }

  private get taskParts(): ServiceTaskParts {
    return { ...this.parts, onChange: (task) => this.changed(task) };
  }

  private changed(task: ServiceTask): void {
    const { cluster, events, onChange, targetGroupArn } = this.parts;
    if (task.status === "RUNNING") events.add(`registered 1 targets in (target-group ${targetGroupArn})`);
    if (task.status === "STOPPED") {
      this.living.delete(task.id);
      cluster.free(task.id);
      this.gone = [task, ...this.gone].slice(0, MOST_STOPPED);
      if (task.hasFailed) this.failed(task, task.stoppedReason ?? "");
    }
    onChange();
  }

  private failed({ id, rollout }: ServiceTask, why: string): void {
    const { clock, events } = this.parts;
    rollout.failedTasks += 1;
    const pause = this.pauses.get(rollout) ?? new StartPause(clock.now());
    this.pauses.set(rollout, pause.longer(clock.now()));
    this.trouble = `(task ${id}) ${why}`;
    events.add(this.trouble);
    if (rollout.failedTasks === IMPAIRED_AFTER)
      events.add("is unable to consistently start tasks successfully.");
  }
}
