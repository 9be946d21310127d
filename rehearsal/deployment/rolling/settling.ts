import type { Clock } from "../../clock";
import { idOf, type Rollout } from "./rollout";
import type { ServiceEvents } from "./service-events";
import type { TaskPool } from "./task-pool";

export interface SettlingParts {
  readonly clock: Clock;
  readonly events: ServiceEvents;
  readonly model: { readonly bakeMinutes: number };
  /** Whether the alarms of the primary deployment are watched: it is baked then. */
  readonly bakes: () => boolean;
  /** The primary deployment begins to bake, until a moment. */
  readonly onBake: (until: number) => void;
}

/** When a service is in a steady state, and a deployment with it completed. */
export class Settling {
  private isSteady = false;
  private bakesUntil: number | undefined;

  constructor(private readonly parts: SettlingParts) {}

  /** Another deployment has become the primary one. */
  public begin(): void {
    this.isSteady = false;
    this.bakesUntil = undefined;
  }

  /**
   * A deployment is completed once its own tasks alone are left, all healthy, and its alarms were watched long enough.
   *
   * @returns whether it has been completed just now
   */
  public complete(primary: Rollout, desired: number, tasks: TaskPool): boolean {
    const { clock, events } = this.parts;
    const healthy = tasks.of(primary).filter(({ isHealthy, illness }) => isHealthy && illness === undefined);
    const wasSteady = this.isSteady;
    this.isSteady = healthy.length === desired && tasks.all.length === healthy.length;
    if (this.isSteady && !wasSteady) events.add("has reached a steady state.");
    if (!this.isSteady || primary.status !== "IN_PROGRESS" || !this.isBaked()) return false;
    const reason = `ECS deployment ${idOf(primary)} completed.`;
    Object.assign(primary, { status: "COMPLETED", reason, updatedAt: clock.now() });
    events.add(`(deployment ${idOf(primary)}) deployment completed.`);
    return true;
  }

  /** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html for the bake time */
  private isBaked(): boolean {
    const { bakes, clock, model, onBake } = this.parts;
    if (!bakes()) return true;
    if (this.bakesUntil === undefined) {
      this.bakesUntil = clock.now() + model.bakeMinutes * 60_000;
      onBake(this.bakesUntil);
    }
    return clock.now() >= this.bakesUntil;
  }
}
