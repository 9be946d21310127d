import type { DeploymentStatus, Role } from "../../../deployment-view/events";
import type { Tell } from "../../tell";
import type { DeploymentResult } from "../parts";
import type { StopCause } from "../stop";
import { idOf, type Rollout } from "./rollout";
import type { RollingService } from "./service";
import type { ReleaseState } from "./state";

interface Counts {
  readonly desired: number;
  readonly running: number;
  readonly healthy: number;
}

/** A release whose deployment is under way, and what is told of it. */
export class RollingRelease {
  /** How it has ended, once it has, with its rollback if there is one. */
  readonly ended: Promise<DeploymentResult>;
  private readonly told = new Map<Role, string>();
  private resolve: (result: DeploymentResult) => void = () => undefined;
  private over = false;

  constructor(
    private current: ReleaseState,
    private readonly service: RollingService,
    private readonly tell: Tell,
    private readonly now: () => number,
  ) {
    this.ended = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  public get state(): ReleaseState {
    return this.current;
  }

  public get isOver(): boolean {
    return this.over;
  }

  /** Whether it is its own deployment, not what it is put back to. */
  public isOwn(rollout: Rollout): boolean {
    return idOf(rollout) === this.current.deployment;
  }

  /** What is told first. */
  public created({ taskSet: { targetGroup, version } }: Rollout): void {
    const { release, deployment, before } = this.current;
    this.tell({
      type: "deployment-created",
      release,
      deployment,
      // ECS names no lifecycle events of a rolling update: it tells of it task by task.
      lifecycleEvents: [],
      original: { targetGroup, version: before.version },
      replacement: { targetGroup, version },
    });
    this.status("InProgress");
  }

  public baking(until: number): void {
    this.status("Baking");
    this.tell({ type: "waiting", release: this.current.release, for: "bake", until });
  }

  /** Tells how many tasks there are of each side, where that has changed. */
  public tellCounts(): void {
    for (const role of ["original", "replacement"] as const) {
      const counts = this.counts(role);
      if (this.told.get(role) === JSON.stringify(counts)) continue;
      this.told.set(role, JSON.stringify(counts));
      this.tell({ type: "tasks", release: this.current.release, role, ...counts });
    }
  }

  /** Percent of the healthy tasks that are its own; as before while there are none. */
  public get share(): number {
    const [original, replacement] = [this.counts("original").healthy, this.counts("replacement").healthy];
    const all = original + replacement;
    return all === 0 ? this.current.promised : Math.round((100 * replacement) / all);
  }

  /** Remembers the share that it is about to be told with. @returns whether it has changed */
  public promise(share: number): boolean {
    if (share === this.current.promised) return false;
    this.current = { ...this.current, promised: share };
    return true;
  }

  public tellShare(): void {
    const { release, promised } = this.current;
    this.tell({ type: "shifted", release, promised, due: this.now() });
  }

  /** It does not go on, for a reason that is told as its code and message. @param back what is put back; `undefined` where nothing is */
  public stop(because: StopCause, code: string, message: string, back: Rollout | undefined): void {
    this.current = { ...this.current, stopped: { because, code, message } };
    const { release } = this.current;
    if (back) this.tell({ type: "rollback", release, reason: `${code}: ${message}`, deployment: idOf(back) });
    else this.end(false);
  }

  /** @param rolledBack whether users were put back to what they met before */
  public end(rolledBack: boolean): void {
    if (this.over) return;
    this.over = true;
    const { stopped } = this.current;
    const result: DeploymentResult = stopped
      ? {
          status: stopped.because === "request" ? "Stopped" : "Failed",
          reason: `${stopped.code}: ${stopped.message}`,
          rolledBack,
        }
      : { status: "Succeeded", rolledBack: false };
    this.status(result.status, result.reason);
    this.resolve(result);
  }

  private status(status: DeploymentStatus, detail?: string): void {
    this.tell({ type: "deployment", release: this.current.release, status, detail });
  }

  private counts(role: Role): Counts {
    const { rollouts, sizes, tasks } = this.service;
    const own = rollouts
      .filter((rollout) => this.isOwn(rollout) === (role === "replacement"))
      .flatMap((rollout) => tasks.of(rollout));
    const [primary] = rollouts;
    const isAhead = primary !== undefined && this.isOwn(primary) === (role === "replacement");
    return {
      desired: isAhead ? sizes.desired : own.length,
      running: own.filter(({ status }) => status === "RUNNING").length,
      healthy: own.filter(({ isHealthy, illness }) => isHealthy && illness === undefined).length,
    };
  }
}
