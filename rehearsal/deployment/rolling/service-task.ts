import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock";
import type { LoadBalancer, TargetFault } from "../../load-balancer/model";
import type { RunningTask } from "../../tasks/model";
import type { TaskSetState } from "../task-set-state";
import { idOf, type Rollout } from "./rollout";

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html */
export type TaskStatus = "PENDING" | "RUNNING" | "DEACTIVATING" | "STOPPED";

export interface ServiceTaskParts {
  readonly clock: Clock;
  readonly balancer: LoadBalancer;
  /** Seconds in which the checks of the load balancer do not count against a new task. */
  readonly graceSeconds: number;
  /** @throws Error in ECS's words where a task cannot be started */
  readonly startTask: (taskSet: TaskSetState, id: string) => Promise<RunningTask>;
  readonly fault: (rollout: Rollout) => TargetFault;
  /** Told of each change of its status, also where nobody asked for it. */
  readonly onChange: (task: ServiceTask) => void;
}

/** One task of a service, from its start to its end. */
export class ServiceTask {
  readonly createdAt: number;
  status: TaskStatus = "PENDING";
  /** Whether every check passed when it was last looked at. */
  isHealthy = false;
  /** Whether they ever did. */
  hasBeenHealthy = false;
  /** Why it is to be replaced, in ECS's words. */
  illness?: string;
  stoppedReason?: string;
  /** Whether it could not be started, or ended by itself before it was healthy. */
  hasFailed = false;
  private running?: RunningTask;
  private graceEnds = 0;
  private ended?: Promise<void>;
  private readonly starting: Promise<void>;

  /**
   * @param id of {@link newTaskId}
   * @param instance container instance that it is on; `undefined` on Fargate
   */
  constructor(
    readonly id: string,
    readonly rollout: Rollout,
    readonly instance: string | undefined,
    private readonly parts: ServiceTaskParts,
  ) {
    this.createdAt = parts.clock.now();
    this.starting = this.start();
  }

  /** What its own health check says. */
  public get health(): "HEALTHY" | "UNHEALTHY" | "UNKNOWN" {
    return this.running?.health() ?? "UNKNOWN";
  }

  /** Whether it is neither stopped nor on its way there. */
  public get isLiving(): boolean {
    return this.status === "PENDING" || this.status === "RUNNING";
  }

  /**
   * Looks how it is. Both the load balancer and the container's own check must find it healthy.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html minimumHealthyPercent
   */
  public look(): void {
    if (this.status !== "RUNNING") return;
    const { balancer, clock } = this.parts;
    const { targetGroup, container } = this.rollout.taskSet;
    const state = balancer.targetState(targetGroup, this.id);
    this.isHealthy = state === "healthy" && (!container.healthCheck || this.health === "HEALTHY");
    this.hasBeenHealthy ||= this.isHealthy;
    if (this.health === "UNHEALTHY") this.illness ??= "Task failed container health checks";
    if (state === "unhealthy" && clock.now() > this.graceEnds)
      this.illness ??= `Task failed ELB health checks in (target-group ${targetGroup})`;
  }

  /**
   * Takes it out of the load balancer, lets requests in flight end, and stops it. Can be called twice.
   *
   * @param reason in ECS's words
   */
  public stop(reason: string): Promise<void> {
    this.ended ??= this.end(reason, true);
    return this.ended;
  }

  /** It is gone with what it ran on: nobody waits for its requests. */
  public lose(reason: string): Promise<void> {
    this.ended ??= this.end(reason, false);
    return this.ended;
  }

  private async start(): Promise<void> {
    const { balancer, clock, fault, graceSeconds, startTask } = this.parts;
    const { rollout } = this;
    const { targetGroup, version } = rollout.taskSet;
    try {
      this.running = await startTask(rollout.taskSet, this.id);
    } catch (error) {
      if (this.ended) return;
      this.hasFailed = true;
      this.become("STOPPED", (error as Error).message);
      return;
    }
    if (this.ended) return;
    const { host, port } = this.running;
    this.graceEnds = clock.now() + graceSeconds * 1000;
    balancer.register(targetGroup, { id: this.id, host, port, version, fault: () => fault(rollout) });
    this.become("RUNNING");
    void this.running.exited.then((how) => {
      this.hasFailed = !this.ended && !this.hasBeenHealthy;
      this.ended ??= this.end(how ?? "Task was stopped", false);
    });
  }

  private async end(reason: string, drains: boolean): Promise<void> {
    this.become("DEACTIVATING", reason);
    await this.starting;
    const gone = this.parts.balancer.deregister(this.rollout.taskSet.targetGroup, this.id);
    if (drains) await gone;
    await this.running?.stop();
    this.become("STOPPED");
  }

  private become(status: TaskStatus, reason = this.stoppedReason): void {
    this.status = status;
    this.isHealthy = false;
    this.stoppedReason = reason;
    this.parts.onChange(this);
  }
}

/** In ECS's form: 32 hex digits. */
export function newTaskId(): string {
  return randomBytes(16).toString("hex");
}

/** Why a task stops that has to make way. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
export function scalingActivity(rollout: Rollout): string {
  return `Scaling activity initiated by (deployment ${idOf(rollout)})`;
}
