import type {
  ListenerKind,
  LoadBalancer,
  Target,
  TargetState,
  Weights,
} from "../../../rehearsal/load-balancer/model";
import type { VirtualClock } from "../virtual-clock";

/** AWS milliseconds until a new target passes its checks, and until one that goes has ended its requests. */
export const HEALTHY_MS = 20_000;
export const DRAIN_MS = 30_000;

interface Registered {
  readonly target: Target;
  readonly since: number;
  draining: boolean;
}

export interface Forwarded {
  readonly at: number;
  readonly listener: ListenerKind;
  readonly weights: Weights;
}

/** A load balancer that sends no requests: its targets are as healthy as their task set's fault lets them be. */
export class PaperBalancer implements LoadBalancer {
  readonly forwarded: Forwarded[] = [];
  private readonly groups = new Map<string, Map<string, Registered>>();
  private readonly ill = new Set<string>();

  constructor(private readonly clock: VirtualClock) {}

  public port(): number {
    return 80;
  }

  public forward(listener: ListenerKind, weights: Weights): void {
    this.forwarded.push({ at: this.clock.now(), listener, weights });
  }

  public weights(listener: ListenerKind): Weights {
    return this.forwarded.filter((one) => one.listener === listener).at(-1)?.weights ?? {};
  }

  public register(targetGroup: string, target: Target): void {
    const group = this.groups.get(targetGroup) ?? new Map<string, Registered>();
    this.groups.set(targetGroup, group.set(target.id, { target, since: this.clock.now(), draining: false }));
  }

  public async deregister(targetGroup: string, id: string): Promise<void> {
    const found = this.groups.get(targetGroup)?.get(id);
    if (!found) return;
    found.draining = true;
    await this.clock.after(DRAIN_MS);
    this.groups.get(targetGroup)?.delete(id);
  }

  public targetState(targetGroup: string, id: string): TargetState | undefined {
    const found = this.groups.get(targetGroup)?.get(id);
    if (!found) return undefined;
    if (found.draining) return "draining";
    if (this.ill.has(id) || found.target.fault?.().unhealthy) return "unhealthy";
    return this.clock.now() - found.since >= HEALTHY_MS ? "healthy" : "initial";
  }

  public async healthy(): Promise<boolean> {
    throw new Error("nobody asks for this");
  }

  public async close(): Promise<void> {}

  /** From now on a target fails its checks. */
  public fallIll(id: string): void {
    this.ill.add(id);
  }

  /** Versions of the targets of a group, once each. */
  public versions(targetGroup: string): string[] {
    const targets = [...(this.groups.get(targetGroup)?.values() ?? [])];
    return [...new Set(targets.map(({ target }) => target.version))];
  }

  /** Versions that users of a listener may meet now, and the percent of each. */
  public served(listener: ListenerKind): Record<string, number> {
    const shares = Object.entries(this.weights(listener)).filter(([, percent]) => percent > 0);
    return Object.fromEntries(shares.map(([group, percent]) => [this.versions(group).join("+"), percent]));
  }
}
