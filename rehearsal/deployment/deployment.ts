import type { DeploymentStatus, LifecycleEventStatus, TaskSetName } from "../../deployment-view/events";
import type { DeploymentParts, DeploymentRequest, DeploymentResult, Step } from "./parts";
import { asStopped, DeploymentStopped, StopSwitch } from "./stop";
import { stopOnAlarms } from "./stop-on-alarms";
import type { TaskSet } from "./task-set";
import type { TaskSetState } from "./task-set-state";
import { Traffic } from "./traffic";
import { untilSteady } from "./until-steady";

/**
 * A blue/green deployment of a service: what both engines have in common. An engine says which steps there are and what
 * ends it; this takes them in order, and puts users back where one fails.
 */
export abstract class Deployment {
  protected readonly stopper = new StopSwitch();
  protected replacement: TaskSet | undefined;
  protected readonly traffic: Traffic;

  constructor(
    protected readonly parts: DeploymentParts,
    protected readonly request: DeploymentRequest,
  ) {
    this.traffic = new Traffic(parts, request);
  }

  /** The deployment that puts users back, where that is one of its own. */
  protected readonly rollbackId?: string;

  /** Every step, in order. */
  protected abstract readonly steps: readonly Step[];

  /** The status that a deployment of this engine ends with after a stop. */
  protected abstract readonly endedBy: (stopped: DeploymentStopped) => DeploymentResult["status"];

  /** Percent of users that the replacement was promised last. */
  public get share(): number {
    return this.traffic.share;
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
    const unwatch = stopOnAlarms(alarms, model.alarms, this.stopper);
    try {
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
    for (const { restore } of done) await restore?.();
    this.traffic.restore();
  }

  private remember(step: string, promised = this.share): void {
    this.parts.journal.update({ deployment: { ...this.request, step, promised } });
  }

  /**
   * Starts the replacement task set, and waits until it is steady.
   *
   * @param mostFailures tasks that may fail on the way
   */
  protected async scaleUp(mostFailures = Number.POSITIVE_INFINITY): Promise<void> {
    const { clock, serving, startTaskSet } = this.parts;
    const { refusal, release, replacement } = this.request;
    if (refusal) throw new DeploymentStopped("failure", "ECS_UPDATE_ERROR", refusal);
    this.replacement ??= this.hasTakenOver
      ? serving.current
      : startTaskSet(replacement, "replacement", release);
    await untilSteady(this.replacement, clock, this.stopper, mostFailures);
  }

  /** Moves users by the schedule. */
  protected shift(): Promise<void> {
    return this.traffic.shift(this.stopper, (percent) => this.remember(this.shiftStep, percent));
  }

  /** Name of the step that moves users. */
  protected abstract readonly shiftStep: string;

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

  /** Puts users back to the original, which is still there, and ends the replacement. */
  private async undo(stopped: DeploymentStopped): Promise<DeploymentResult> {
    const { journal, model, tell } = this.parts;
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
      this.traffic.back();
      tell({ type: "rollback", release, reason: result.reason, deployment: this.rollbackId });
      await this.replacement?.terminate();
    }
    this.status(result.status, result.reason);
    return result;
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
