import type { DeploymentStatus, LifecycleEventStatus, TaskSetName } from "../../deployment-view/events";
import type { TaskSetState } from "./journal";
import type { DeploymentParts, DeploymentRequest, DeploymentResult, Step } from "./parts";
import { shiftPlan } from "./shift-plan";
import { DeploymentStopped, StopSwitch } from "./stop";
import type { TaskSet } from "./task-set";

/**
 * Minutes that the replacement task set is given.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/troubleshooting-ecs.html
 */
const SCALE_UP_MINUTES = 60;

/**
 * A blue/green deployment of a service: what both engines have in common. An engine says which steps there are and what
 * ends it; this takes them in order, and puts users back where one fails.
 */
export abstract class Deployment {
  protected readonly stopper = new StopSwitch();
  protected replacement: TaskSet | undefined;
  private promised: number;

  constructor(
    protected readonly parts: DeploymentParts,
    protected readonly request: DeploymentRequest,
  ) {
    this.promised = request.promised ?? 0;
  }

  /** Every step, in order. */
  protected abstract readonly steps: readonly Step[];

  /** The status that a deployment of this engine ends with after a stop. */
  protected abstract readonly endedBy: (stopped: DeploymentStopped) => DeploymentResult["status"];

  /** Percent of users that the replacement was promised last. */
  public get share(): number {
    return this.promised;
  }

  /** An operator's stop. */
  public stop(): void {
    this.stopper.stop(
      new DeploymentStopped("request", "MANUAL_STOP", "The deployment was stopped by an operator"),
    );
  }

  /** Resolves once nothing of it is under way any more. */
  public async run(): Promise<DeploymentResult> {
    const { alarms, model, journal } = this.parts;
    this.create();
    const unwatch = alarms.onChange(({ name }) => this.checkAlarm(name));
    try {
      for (const name of model.alarms) this.checkAlarm(name);
      await this.takeSteps();
      this.status("Succeeded");
      return { status: "Succeeded", rolledBack: false };
    } catch (error) {
      return await this.undo(asStopped(error));
    } finally {
      unwatch();
      journal.update({ deployment: undefined });
    }
  }

  private create(): void {
    const { tell, serving } = this.parts;
    const { release, id, step } = this.request;
    // What an interrupted deployment did is known already.
    if (step !== undefined) return;
    tell({
      type: "deployment-created",
      release,
      deployment: id,
      lifecycleEvents: this.steps.filter(({ isEvent }) => isEvent !== false).map(({ name }) => name),
      original: nameOf(serving.current.state),
      replacement: nameOf(this.request.replacement),
    });
    tell({ type: "tasks", release, role: "original", ...serving.current.counts });
    this.status("InProgress");
  }

  /** A deployment that was interrupted begins where it was; what stands before that was done. */
  private async takeSteps(): Promise<void> {
    const { stopped } = this.request;
    if (stopped) throw new DeploymentStopped(stopped.because, stopped.code, stopped.message);
    const first = Math.max(
      0,
      this.steps.findIndex(({ name }) => name === this.request.step),
    );
    await this.restore(this.steps.slice(0, first));
    for (const step of this.steps.slice(first)) {
      this.stopper.check();
      this.remember(step.name);
      if (step.skipped) this.event(step, "Skipped");
      else await this.take(step);
    }
  }

  private async take(step: Step): Promise<void> {
    this.event(step, "InProgress");
    try {
      await step.run?.();
    } catch (error) {
      this.event(step, "Failed", (error as Error).message);
      throw error;
    }
    this.event(step, "Succeeded");
  }

  /** Brings back what an interrupted deployment had: its tasks first, so that nobody is sent where nothing is. */
  private async restore(done: readonly Step[]): Promise<void> {
    for (const { isRestored, run } of done) if (isRestored) await run?.();
    if (this.promised > 0) this.move(this.promised, this.parts.clock.now());
  }

  private remember(step: string, promised = this.promised): void {
    this.parts.journal.update({ deployment: { ...this.request, step, promised } });
  }

  /**
   * Starts the replacement task set, and waits until it is steady.
   *
   * @param mostFailures tasks that may fail on the way
   */
  protected async scaleUp(mostFailures = Number.POSITIVE_INFINITY): Promise<void> {
    const { clock, startTaskSet } = this.parts;
    if (this.request.refusal)
      throw new DeploymentStopped("failure", "ECS_UPDATE_ERROR", this.request.refusal);
    this.replacement ??= this.hasTakenOver
      ? this.parts.serving.current
      : startTaskSet(this.request.replacement, "replacement", this.request.release);
    const over = new AbortController();
    const limit = clock.after(SCALE_UP_MINUTES * 60_000, AbortSignal.any([this.stopper.signal, over.signal]));
    void limit.then(() => over.abort());
    const steady = await this.replacement.steady(
      AbortSignal.any([this.stopper.signal, over.signal]),
      mostFailures,
    );
    const timedOut = over.signal.aborted;
    over.abort();
    this.stopper.check();
    if (steady) return;
    const { healthy, desired } = this.replacement.counts;
    throw new DeploymentStopped(
      "failure",
      timedOut ? "TIMEOUT" : "CIRCUIT_BREAKER",
      `${
        timedOut
          ? `The deployment timed out while waiting for the replacement task set to become healthy: after ${SCALE_UP_MINUTES} minutes`
          : `The deployment circuit breaker was triggered by ${mostFailures} tasks that failed:`
      } ${healthy} of ${desired} tasks were healthy. ${this.replacement.trouble ?? ""}`.trimEnd(),
    );
  }

  /** Points the test listener, where there is one, at the replacement. */
  protected testTraffic(): void {
    if (this.parts.hasTestListener) this.parts.balancer.forward("test", this.weights(100));
  }

  /** Moves users by the schedule, each step at its own time however long the one before took. */
  protected async shift(): Promise<void> {
    const { clock, model } = this.parts;
    const plan = shiftPlan(model.shift).filter(({ percent }) => percent > this.promised);
    const [first] = plan;
    if (!first) return;
    // Resumed in mid-shift: the share that it had is held for its interval once more.
    const began = clock.now() - (this.promised > 0 ? first.after - this.interval() : first.after);
    for (const { after, percent } of plan) {
      const due = began + after;
      await clock.until(due, this.stopper.signal);
      this.stopper.check();
      // Before the move: whoever goes on after a kill moves users on, never back.
      this.remember(this.shiftStep, percent);
      this.move(percent, due);
    }
  }

  /** Name of the step that moves users. */
  protected abstract readonly shiftStep: string;

  private interval(): number {
    const [, second] = shiftPlan(this.parts.model.shift);
    return second?.after ?? 0;
  }

  private move(percent: number, due: number): void {
    this.parts.balancer.forward("production", this.weights(percent));
    this.promised = percent;
    this.parts.tell({ type: "shifted", release: this.request.release, promised: percent, due });
  }

  /** Makes the replacement what users meet, and ends what they met before. */
  protected async takeOver(): Promise<void> {
    const { serving, journal } = this.parts;
    if (!this.replacement) throw new Error("there is no replacement task set");
    // The original of a deployment that was interrupted here has ended with it.
    if (this.hasTakenOver) return;
    const original = serving.current;
    serving.current = this.replacement;
    journal.update({ serving: this.replacement.state });
    await original.terminate();
  }

  /** Users meet the replacement for good: there is nothing to go back to. */
  private get hasTakenOver(): boolean {
    return this.parts.serving.current.state.id === this.request.replacement.id;
  }

  /** Waits for a length of time, and says so. */
  protected async wait(
    what: "termination" | "bake" | "reroute",
    minutes: number,
    signal = this.stopper.signal,
  ): Promise<void> {
    const { clock, tell } = this.parts;
    if (minutes === 0) return;
    const until = clock.now() + minutes * 60_000;
    tell({ type: "waiting", release: this.request.release, for: what, until });
    await clock.until(until, signal);
    this.stopper.check();
  }

  private checkAlarm(name: string): void {
    const { alarms, model } = this.parts;
    if (!model.alarms.includes(name) || alarms.state(name)?.value !== "ALARM") return;
    this.stopper.stop(
      new DeploymentStopped(
        "alarm",
        "ALARM_ACTIVE",
        `One or more alarms have been activated, and the deployment has been stopped. Activated alarms: ${name}`,
      ),
    );
  }

  /** Puts users back to the original, which is still there, and ends the replacement. */
  private async undo(stopped: DeploymentStopped): Promise<DeploymentResult> {
    const { balancer, hasTestListener, journal, model, tell } = this.parts;
    const { release } = this.request;
    const rolledBack = model.rollbackOn[stopped.because] && !this.hasTakenOver;
    const result = {
      status: this.endedBy(stopped),
      reason: `${stopped.code}: ${stopped.message}`,
      rolledBack,
    };
    const { because, code, message } = stopped;
    const { deployment } = journal.state ?? {};
    // Before users are put back: whoever goes on after a kill does not release what was stopped.
    if (deployment) journal.update({ deployment: { ...deployment, stopped: { because, code, message } } });
    if (rolledBack) {
      balancer.forward("production", this.weights(0));
      if (hasTestListener) balancer.forward("test", this.weights(0));
      if (this.promised > 0) tell({ type: "shifted", release, promised: 0, due: this.parts.clock.now() });
      tell({ type: "rollback", release, reason: result.reason });
      await this.replacement?.terminate();
    }
    this.status(result.status, result.reason);
    return result;
  }

  private weights(percent: number): Record<string, number> {
    const { serving } = this.parts;
    return {
      [serving.current.state.targetGroup]: 100 - percent,
      [this.request.replacement.targetGroup]: percent,
    };
  }

  protected status(status: DeploymentStatus, detail?: string): void {
    this.parts.tell({ type: "deployment", release: this.request.release, status, detail });
  }

  private event({ name, isEvent }: Step, status: LifecycleEventStatus, detail?: string): void {
    if (isEvent === false) return;
    this.parts.tell({ type: "lifecycle-event", release: this.request.release, name, status, detail });
  }
}

function nameOf({ targetGroup, version }: TaskSetState): TaskSetName {
  return { targetGroup, version };
}

/** Whatever goes wrong inside a deployment fails it. */
function asStopped(error: unknown): DeploymentStopped {
  return error instanceof DeploymentStopped
    ? error
    : new DeploymentStopped(
        "failure",
        "INTERNAL_ERROR",
        error instanceof Error ? error.message : String(error),
      );
}
