import { randomBytes } from "node:crypto";
import type { Clock } from "../clock";
import type { Instance } from "../instances/model";
import type { LoadBalancer, TargetFault } from "../load-balancer/model";
import type { LifecycleState, Member, MemberState } from "./model";

export interface MemberParts {
  readonly clock: Clock;
  readonly balancer: LoadBalancer;
  /** What users of an instance are served: asked at each request. */
  readonly version: (instance: Instance) => string;
  /** What goes wrong in front of an instance. */
  readonly targetFault: (instance: Instance) => TargetFault;
  /** Told of each change. */
  readonly changed: () => void;
}

/** An instance of a group: where it is in its life, and which target groups it is registered with. */
export class GroupMember implements Member {
  public instance: Instance | undefined;
  public imageId: string | undefined;
  public health: Member["health"] = "Healthy";
  /** Why it is no more, though nobody asked. */
  public death: string | undefined;
  /** From which moment on it is in service, in AWS milliseconds since the epoch. */
  public inServiceSince = 0;
  /** Resolves once it has booted, or has failed to. */
  public booted: Promise<unknown> = Promise.resolve();
  /** Resolves once it is terminated; there from then on that it is to be. */
  public gone: Promise<void> | undefined;
  private readonly boot = new AbortController();
  private current: LifecycleState;
  private readonly registered = new Set<string>();
  private readonly draining = new Map<string, Promise<void>>();

  constructor(
    readonly id: string,
    readonly zone: string,
    readonly launchedAt: number,
    private readonly parts: MemberParts,
    state: LifecycleState = "Pending",
  ) {
    this.current = state;
  }

  /** An id in EC2's form. */
  public static newId(): string {
    return `i-${randomBytes(9).toString("hex").slice(0, 17)}`;
  }

  /** Aborted where it need not boot any more. */
  public get signal(): AbortSignal {
    return this.boot.signal;
  }

  /** Ends the instance, or its boot. */
  public async end(): Promise<void> {
    this.boot.abort();
    await this.booted;
    await this.instance?.terminate();
  }

  public get state(): LifecycleState {
    return this.current;
  }

  public get targetGroups(): ReadonlySet<string> {
    return this.registered;
  }

  /** Whether it counts against what is desired. */
  public get counts(): boolean {
    return this.current === "Pending" || this.current === "Pending:Wait" || this.current === "InService";
  }

  public become(state: LifecycleState): void {
    this.current = state;
    if (state === "InService") this.inServiceSince = this.parts.clock.now();
    this.parts.changed();
  }

  public register(targetGroup: string): void {
    const { balancer, targetFault, version } = this.parts;
    const { instance } = this;
    const draining = this.draining.get(targetGroup);
    if (draining) {
      void draining.then(() => this.register(targetGroup));
      return;
    }
    if (!instance || this.gone || this.registered.has(targetGroup)) return;
    balancer.register(targetGroup, {
      id: this.id,
      host: instance.host,
      port: instance.port,
      // It changes where a revision is installed while it serves.
      get version() {
        return version(instance);
      },
      fault: () => targetFault(instance),
    });
    this.registered.add(targetGroup);
    this.parts.changed();
  }

  /** Sends it no further request; resolves once those in flight have ended. */
  public deregister(targetGroup: string): Promise<void> {
    const known = this.draining.get(targetGroup);
    if (known || !this.registered.delete(targetGroup)) return known ?? Promise.resolve();
    const drained = this.parts.balancer.deregister(targetGroup, this.id).then(() => {
      this.draining.delete(targetGroup);
      this.parts.changed();
    });
    this.draining.set(targetGroup, drained);
    this.parts.changed();
    return drained;
  }

  public async deregisterAll(): Promise<void> {
    for (const targetGroup of [...this.registered]) void this.deregister(targetGroup);
    await Promise.all(this.draining.values());
  }

  /** Whether it is healthy wherever it is registered. */
  public get isHealthy(): boolean {
    const { balancer } = this.parts;
    return [...this.registered].every((name) => balancer.targetState(name, this.id) === "healthy");
  }

  /** Whether any of some target groups finds it unhealthy. */
  public isUnhealthyIn(targetGroups: readonly string[]): boolean {
    return targetGroups.some(
      (name) => this.registered.has(name) && this.parts.balancer.targetState(name, this.id) === "unhealthy",
    );
  }

  public get saved(): MemberState {
    const { id, state, zone, launchedAt } = this;
    return { id, state, zone, launchedAt, targetGroups: [...this.registered] };
  }
}
