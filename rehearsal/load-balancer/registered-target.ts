import { EventEmitter, once } from "node:events";
import type { Clock } from "../clock";
import { Connections } from "./connections";
import { checkHealth } from "./health-check";
import type { LoadBalancerModel, Target, TargetFault, TargetGroupModel, TargetState } from "./model";

/** A request that a target is at work on. */
export interface InFlight {
  /** Ends it where it stands. */
  cut(reason: Error): void;
}

/** A target of a target group: its connections, its health and its requests. */
export class RegisteredTarget {
  public readonly connections: Connections;
  private current: TargetState = "unused";
  private readonly events = new EventEmitter<{ state: []; idle: [] }>();
  private readonly inFlight = new Set<InFlight>();
  private readonly checks = new AbortController();
  private checking = Promise.resolve();
  private owedErrors = 0;

  constructor(
    readonly target: Target,
    private readonly targetGroup: TargetGroupModel,
    loadBalancer: LoadBalancerModel,
    private readonly clock: Clock,
    private readonly onState: () => void,
  ) {
    this.connections = new Connections(target, loadBalancer);
    this.events.setMaxListeners(0);
  }

  public get state(): TargetState {
    return this.current;
  }

  /** Begins the checks: a target group that no listener uses has none. */
  public use(): void {
    this.become("initial");
    this.checking = checkHealth(
      this.target,
      this.targetGroup.healthCheck,
      this.connections.fresh,
      this.clock,
      this.checks.signal,
      (health) => this.become(health),
    );
  }

  /** Resolves `false` where it can no longer become healthy, or the signal is aborted first. */
  public async healthy(signal: AbortSignal): Promise<boolean> {
    while (this.current !== "healthy") {
      if (this.current === "draining" || signal.aborted) return false;
      await once(this.events, "state", { signal }).catch(() => undefined);
    }
    return true;
  }

  public get fault(): TargetFault {
    return this.target.fault?.() ?? {};
  }

  /** Whether the next request is one of those answered with an error: every tenth of them for 10 percent. */
  public owesError({ errorsPercent = 0 }: TargetFault): boolean {
    this.owedErrors += errorsPercent;
    if (this.owedErrors < 100) return false;
    this.owedErrors -= 100;
    return true;
  }

  public begin(request: InFlight): void {
    this.inFlight.add(request);
  }

  public end(request: InFlight): void {
    this.inFlight.delete(request);
    if (this.inFlight.size === 0) this.events.emit("idle");
  }

  /**
   * Takes no further request; resolves once those in flight have ended, or been cut after the deregistration delay.
   *
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
   */
  public async drain(): Promise<void> {
    this.checks.abort();
    this.become("draining");
    if (this.inFlight.size > 0) {
      const limit = new AbortController();
      // What is in flight takes real time: at a fast clock too it is left as much as AWS leaves it.
      const timer = setTimeout(() => limit.abort(), this.targetGroup.deregistrationDelaySeconds * 1000);
      await once(this.events, "idle", { signal: limit.signal }).catch(() => undefined);
      clearTimeout(timer);
    }
    await this.close(new Error("the deregistration delay has passed"));
  }

  public async close(reason: Error): Promise<void> {
    this.checks.abort();
    for (const request of [...this.inFlight]) request.cut(reason);
    await this.connections.close(reason);
    await this.checking;
  }

  private become(state: TargetState): void {
    if (state === this.current) return;
    this.current = state;
    this.onState();
    this.events.emit("state");
  }
}
