import type { RollingModel } from "../../stack/model";
import { mostFailures } from "../circuit-breaker";
import type { StopCause } from "../stop";
import { plan } from "./plan";
import { idOf, type Rollout } from "./rollout";
import { scalingActivity } from "./service-task";
import { Settling, type SettlingParts } from "./settling";
import type { Sizes } from "./sizes";
import type { RollingServiceState } from "./state";
import { TaskPool, type TaskPoolParts } from "./task-pool";
import { failedEvent, failedReason, rollbackReason } from "./words";

/** AWS milliseconds between two looks of the scheduler. */
const LOOK_MS = 2000;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html#service-event-messages-7 */
const STUCK =
  "was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the " +
  "minimumHealthyPercent or maximumPercent value and try again.";

export interface RollingServiceParts extends Omit<TaskPoolParts, "onChange">, SettlingParts {
  readonly model: Pick<RollingModel, "breaksCircuit" | "rollbackOn" | "bakeMinutes">;
  /** Told after each look, before anything is said to be completed. */
  readonly onLook: () => void;
  readonly onCompleted: (rollout: Rollout) => void;
  /** The circuit breaker ends the primary deployment: somebody has to fail it. */
  readonly onBroken: () => void;
}

/**
 * A service of ECS with its scheduler: it holds the desired tasks of the primary deployment, and replaces those of others.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export class RollingService {
  readonly tasks: TaskPool;
  private currentSizes: Sizes;
  private current: readonly Rollout[];
  private readonly over = new AbortController();
  private waking = new AbortController();
  private restoring = true;
  private readonly settling: Settling;
  private readonly awaited: number;

  constructor(
    private readonly parts: RollingServiceParts,
    { sizes, rollouts }: RollingServiceState,
  ) {
    this.currentSizes = sizes;
    this.current = rollouts;
    this.awaited = rollouts.reduce((sum, { tasks }) => sum + tasks, 0);
    this.settling = new Settling(parts);
    this.tasks = new TaskPool({ ...parts, onChange: () => this.wake() });
    void this.watch();
  }

  public get sizes(): Sizes {
    return this.currentSizes;
  }

  public get rollouts(): readonly Rollout[] {
    return this.current;
  }

  public get primary(): Rollout {
    const [primary] = this.current;
    if (!primary) throw new Error("the service has no deployment");
    return primary;
  }

  /** Whether tasks that a kill has taken, or those of the first apply, are still to come up. */
  public get isRestoring(): boolean {
    return this.restoring;
  }

  /** Resolves once the tasks that it begins with are healthy; `false` where the signal is aborted first. */
  public async ready(signal: AbortSignal): Promise<boolean> {
    // In the middle of a deployment new tasks may be as ill as they were.
    const isInterrupted = this.current.length > 1;
    while (!signal.aborted) {
      if (this.tasks.all.filter(({ isHealthy }) => isHealthy).length >= this.awaited) return true;
      if (isInterrupted && !this.restoring) return true;
      await this.parts.clock.after(LOOK_MS, signal);
    }
    return false;
  }

  /** Makes a deployment the primary one. */
  public deploy(rollout: Rollout): void {
    this.become([rollout, ...this.current]);
  }

  public resize(sizes: Partial<Sizes>): void {
    this.currentSizes = { ...this.currentSizes, ...sizes };
    this.wake();
  }

  /**
   * Fails the primary deployment, and makes the last completed one primary again where the service says so.
   *
   * @returns the one that is gone back to
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
   */
  public fail(because: StopCause): Rollout | undefined {
    const { clock, events, model } = this.parts;
    const failed = this.primary;
    Object.assign(failed, { status: "FAILED", reason: failedReason(because), updatedAt: clock.now() });
    events.add(failedEvent(because, idOf(failed)));
    const back = this.current.find(({ status }) => status === "COMPLETED");
    if (!back || !model.rollbackOn[because]) return undefined;
    const reason = rollbackReason(because, idOf(back));
    Object.assign(back, { status: "IN_PROGRESS", reason, updatedAt: clock.now(), failedTasks: 0 });
    events.add(`rolling back to deployment ${idOf(back)}.`);
    this.become([back, ...this.current.filter((one) => one !== back)]);
    return back;
  }

  /** Stops every task. */
  public async close(): Promise<void> {
    this.over.abort();
    await this.tasks.close();
  }

  private become(rollouts: readonly Rollout[]): void {
    this.current = rollouts;
    this.settling.begin();
    this.wake();
  }

  private wake(): void {
    this.waking.abort();
  }

  /** Whoever made it has it in hand by the first look. */
  private async watch(): Promise<void> {
    const { clock } = this.parts;
    await Promise.resolve();
    for (const rollout of this.current) this.tasks.start(rollout, rollout.tasks);
    while (!this.over.signal.aborted) {
      this.waking = new AbortController();
      this.look();
      await clock.after(LOOK_MS, AbortSignal.any([this.over.signal, this.waking.signal]));
    }
  }

  /** It acts by what it saw the last time: whoever is told what it sees now is ahead of it. */
  private look(): void {
    if (!this.restoring) this.act();
    this.tasks.look();
    // What a kill has taken is there again first: only then is anything replaced.
    this.restoring &&= this.tasks.all.some(
      ({ isLiving, isHealthy, illness }) => isLiving && !isHealthy && illness === undefined,
    );
    this.breakCircuit();
    this.parts.onLook();
    this.settle();
  }

  private breakCircuit(): void {
    const { model, onBroken } = this.parts;
    const { status, failedTasks } = this.primary;
    if (!model.breaksCircuit || status !== "IN_PROGRESS") return;
    if (failedTasks >= mostFailures(this.sizes.desired)) onBroken();
  }

  private act(): void {
    const { events } = this.parts;
    const { primary, tasks } = this;
    const { stop, start, isStuck } = plan({
      ...this.sizes,
      tasks: tasks.planned(primary),
      isStalled: primary.status === "FAILED",
      hasRoom: tasks.hasRoom,
    });
    tasks.stop(stop, scalingActivity(primary));
    tasks.start(primary, start);
    if (isStuck) events.addOnce("percentages", STUCK);
    else events.resolve("percentages");
  }

  private settle(): void {
    const { primary } = this;
    if (!this.settling.complete(primary, this.sizes.desired, this.tasks)) return;
    this.current = [primary];
    this.parts.onCompleted(primary);
  }
}
