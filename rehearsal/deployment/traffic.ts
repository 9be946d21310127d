import type { DeploymentParts, DeploymentRequest } from "./parts";
import { shiftPlan } from "./shift-plan";
import type { StopSwitch } from "./stop";

/** Where a deployment sends users and tests. */
export class Traffic {
  private promised: number;

  constructor(
    private readonly parts: DeploymentParts,
    private readonly request: DeploymentRequest,
  ) {
    this.promised = request.promised ?? 0;
  }

  /** Percent of users that the replacement was promised last. */
  public get share(): number {
    return this.promised;
  }

  /** Points the test listener, where there is one, at the replacement. */
  public test(): void {
    if (this.parts.hasTestListener) this.parts.balancer.forward("test", this.weights(100));
  }

  /** Gives the replacement the share that it had before an interruption. */
  public restore(): void {
    if (this.promised > 0) this.move(this.promised, this.parts.clock.now());
  }

  /**
   * Moves users by the schedule, each step at its own time however long the one before took.
   *
   * @param remember told each share before users are moved: whoever goes on after a kill moves them on, never back
   * @throws DeploymentStopped
   */
  public async shift(stopper: StopSwitch, remember: (percent: number) => void): Promise<void> {
    const { clock, model } = this.parts;
    const plan = shiftPlan(model.shift).filter(({ percent }) => percent > this.promised);
    const [first] = plan;
    if (!first) return;
    // Resumed in mid-shift: the share that it had is held for its interval once more.
    const began = clock.now() - (this.promised > 0 ? first.after - this.interval() : first.after);
    for (const { after, percent } of plan) {
      const due = began + after;
      await clock.until(due, stopper.signal);
      stopper.check();
      remember(percent);
      this.move(percent, due);
    }
  }

  /** Puts everyone back to the original. */
  public back(): void {
    const { balancer, clock, hasTestListener, tell } = this.parts;
    balancer.forward("production", this.weights(0));
    if (hasTestListener) balancer.forward("test", this.weights(0));
    if (this.promised === 0) return;
    tell({ type: "shifted", release: this.request.release, promised: 0, due: clock.now() });
  }

  private move(percent: number, due: number): void {
    this.parts.balancer.forward("production", this.weights(percent));
    this.promised = percent;
    this.parts.tell({ type: "shifted", release: this.request.release, promised: percent, due });
  }

  private interval(): number {
    const [, second] = shiftPlan(this.parts.model.shift);
    return second?.after ?? 0;
  }

  private weights(percent: number): Record<string, number> {
    return {
      [this.parts.serving.current.state.targetGroup]: 100 - percent,
      [this.request.replacement.targetGroup]: percent,
    };
  }
}
