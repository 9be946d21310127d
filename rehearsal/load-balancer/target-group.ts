import type { Clock } from "../clock";
import type { LoadBalancerModel, Target, TargetGroupModel, TargetState } from "./model";
import { RegisteredTarget } from "./registered-target";

/** The targets of one target group, each in turn. */
export class TargetGroup {
  private readonly targets = new Map<string, RegisteredTarget>();
  /** Those that requests are sent to. */
  private routable: readonly RegisteredTarget[] = [];
  private turn = 0;
  private used = false;

  constructor(
    readonly model: TargetGroupModel,
    private readonly loadBalancer: LoadBalancerModel,
    private readonly clock: Clock,
  ) {}

  /**
   * Tells that a listener names it, be it with a weight of 0: its targets are checked from now on, also once no
   * listener names it any more, so that traffic can go back to it at once.
   */
  public use(): void {
    if (this.used) return;
    this.used = true;
    for (const target of this.targets.values()) target.use();
  }

  public register(target: Target): void {
    if (this.targets.has(target.id))
      throw new Error(`target "${target.id}" is already registered with target group "${this.model.name}"`);
    const registered = new RegisteredTarget(target, this.model, this.loadBalancer, this.clock, () =>
      this.route(),
    );
    this.targets.set(target.id, registered);
    if (this.used) registered.use();
  }

  /**
   * Does nothing for a target that is not registered, as AWS does.
   *
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeregisterTargets.html
   */
  public async deregister(targetId: string): Promise<void> {
    await this.targets.get(targetId)?.drain();
    this.targets.delete(targetId);
  }

  public state(targetId: string): TargetState | undefined {
    return this.targets.get(targetId)?.state;
  }

  public count(state: TargetState): number {
    return [...this.targets.values()].filter((target) => target.state === state).length;
  }

  public get isEmpty(): boolean {
    return this.targets.size === 0;
  }

  /** @throws Error where the target could wait for ever: ECS refuses a target group that no listener uses */
  public async healthy(targetId: string, signal: AbortSignal): Promise<boolean> {
    if (!this.used)
      throw new Error(
        `target group "${this.model.name}" is used by no listener, so that its targets are not checked: forward to it first, with a weight of 0 if need be`,
      );
    const target = this.targets.get(targetId);
    if (!target)
      throw new Error(`target "${targetId}" is not registered with target group "${this.model.name}"`);
    return target.healthy(signal);
  }

  /**
   * The target of the next request.
   *
   * @param bound the one that the client's cookie binds it to, which has it while it is in service
   */
  public next(bound: string | undefined): RegisteredTarget | undefined {
    const target = this.routable.find(({ target }) => target.id === bound);
    if (target) return target;
    this.turn = (this.turn + 1) % Math.max(this.routable.length, 1);
    return this.routable[this.turn];
  }

  public async close(reason: Error): Promise<void> {
    await Promise.all([...this.targets.values()].map((target) => target.close(reason)));
  }

  /**
   * The healthy targets; all that are unhealthy where there is no healthy one, as AWS fails open. A target that has
   * not passed its first check is not in service.
   *
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
   */
  private route(): void {
    const inState = (state: TargetState) => [...this.targets.values()].filter((one) => one.state === state);
    const healthy = inState("healthy");
    this.routable = healthy.length > 0 ? healthy : inState("unhealthy");
  }
}
