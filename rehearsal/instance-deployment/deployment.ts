import type { DeploymentStatus } from "../../deployment-view/events";
import type { LifecycleEvent } from "../../deployment-view/instance-lifecycle";
import type { RevisionBundle } from "../agent/model";
import { deploymentId } from "../deployment/deployment-id";
import type { DeploymentResult } from "../deployment/parts";
import { asStopped, DeploymentStopped, StopSwitch } from "../deployment/stop";
import { stopOnAlarms } from "../deployment/stop-on-alarms";
import { takeThrough } from "./instance-run";
import type { InstanceDeploymentState, Outcomes } from "./model";
import type { InstanceDeploymentParts, Part } from "./parts";
import { Progress } from "./progress";
import type { Records } from "./records";
import { Rollout } from "./rollout";
import { type Sides, SidesWatch } from "./sides";
import { Strike } from "./strike";

/** AWS milliseconds between two looks at instances that come up again. */
const LOOK_MS = 2000;

/**
 * A release's deployment to instances: what both types have in common. A type says which parts there are, and how it is
 * undone; this takes them in order, watches alarms, and remembers how far it has come.
 */
export abstract class InstanceDeployment {
  protected readonly stopper = new StopSwitch();
  protected readonly progress: Progress;
  private state: InstanceDeploymentState;
  private readonly strike: Strike;
  private watch: SidesWatch | undefined;

  /** @param isResumed whether it goes on after a kill */
  constructor(
    protected readonly parts: InstanceDeploymentParts,
    state: InstanceDeploymentState,
    private readonly isResumed: boolean,
  ) {
    this.state = state;
    const event: Records["event"] = (...done) => {
      parts.records.event(...done);
      this.watch?.look();
    };
    this.progress = new Progress(state.release, state.id, parts.tell, { event }, true);
    this.strike = new Strike(state.release, parts.faults);
  }

  /** Every lifecycle event that it has, in order. */
  protected abstract readonly events: readonly LifecycleEvent[];

  protected abstract readonly partsInOrder: readonly Part[];

  /** The instances of both sides, and the percent that the replacement has of users, or of instances. */
  protected abstract readonly sides: Sides;

  /** Whether there is nothing left to go back to. */
  protected abstract readonly isPastReturn: boolean;

  /** Puts back what was before. @returns whether that came about */
  protected abstract goBack(rollbackId: string): Promise<boolean>;

  /** What is done once it has succeeded. */
  protected abstract settle(): Promise<void>;

  public get current(): InstanceDeploymentState {
    return this.state;
  }

  /** Percent that the new revision was promised last. */
  public get share(): number {
    return this.watch?.share ?? 0;
  }

  /** An operator's stop. */
  public stop(): void {
    this.stopper.stop(
      new DeploymentStopped("request", "MANUAL_STOP", "The deployment was stopped by an operator"),
    );
  }

  /** Resolves once nothing of it is under way any more. Never rejects. */
  public async run(): Promise<DeploymentResult> {
    const { alarms, model, records } = this.parts;
    const { id, release, revision } = this.state;
    records.begin(id, "user", revision);
    records.change(id, { replacement: this.state.replacement });
    this.update({});
    this.create();
    const unwatch = stopOnAlarms(alarms, model.alarms, this.stopper);
    const watch = new SidesWatch({ ...this.parts, release, sides: () => this.sides });
    this.watch = watch;
    try {
      watch.look();
      if (this.isResumed) await this.revived();
      await this.takeParts();
      records.update({ lastSuccessful: id });
      this.change("Succeeded");
      await this.settle();
      return { status: "Succeeded", rolledBack: false };
    } catch (error) {
      return await this.undo(asStopped(error));
    } finally {
      unwatch();
      await watch.end();
      if (!this.parts.closing.aborted) records.update({ current: undefined });
    }
  }

  /** Takes instances through some events, as many at a time as the deployment configuration allows. */
  protected async rollOut(
    part: string,
    events: readonly LifecycleEvent[],
    targets: readonly string[],
  ): Promise<void> {
    const outcomes = this.state.outcomes[part] ?? {};
    const done = Object.values(outcomes).filter((outcome) => outcome === "Succeeded").length;
    this.progress.expect(events, targets.length, done);
    await new Rollout({
      targets,
      unhealthy: this.state.unhealthy,
      minimumHealthy: this.parts.model.minimumHealthy,
      outcomes,
      remember: (changed) => {
        this.rememberOutcomes(part, changed);
        this.parts.records.outcomes(this.state.id, changed);
      },
      run: (id) => this.takeOne(id, events, this.state.revision),
      stopper: this.stopper,
    }).run();
  }

  protected takeOne(
    id: string,
    events: readonly LifecycleEvent[],
    revision: RevisionBundle | undefined,
  ): Promise<string | undefined> {
    return takeThrough(this.parts, {
      deploymentId: this.state.id,
      id,
      events,
      revision,
      progress: this.progress,
      signal: this.stopper.signal,
      fault: (event) => this.strike.script(id, event),
      before: (event, instance) => this.strike.before(event, instance),
    });
  }

  protected rememberOutcomes(part: string, outcomes: Outcomes): void {
    this.update({ outcomes: { ...this.state.outcomes, [part]: outcomes } });
    this.watch?.look();
  }

  protected update(change: Partial<InstanceDeploymentState>): void {
    this.state = { ...this.state, ...change };
    this.parts.records.update({ current: this.state });
  }

  /** Ids of instances with which a part has come to something. */
  protected came(part: string, ...to: readonly Outcomes[string][]): string[] {
    return Object.entries(this.state.outcomes[part] ?? {})
      .filter(([, outcome]) => to.includes(outcome))
      .map(([id]) => id);
  }

  protected change(
    status: DeploymentStatus & ("Ready" | "InProgress" | "Succeeded" | "Failed" | "Stopped"),
  ): void {
    this.parts.records.change(this.state.id, { status });
    this.status(status);
  }

  protected status(status: DeploymentStatus, detail?: string): void {
    this.parts.tell({ type: "deployment", release: this.state.release, status, detail });
  }

  /** Waits for a length of time, and says so. */
  protected async wait(
    what: "termination" | "reroute",
    minutes: number,
    signal = this.stopper.signal,
  ): Promise<void> {
    const { clock, tell } = this.parts;
    if (minutes === 0) return;
    const until = clock.now() + minutes * 60_000;
    tell({ type: "waiting", release: this.state.release, for: what, until });
    await clock.until(until, signal);
    this.stopper.check();
  }

  private create(): void {
    const { model, tell } = this.parts;
    const { id, release, previous, revision, original, replacement = original } = this.state;
    // What an interrupted deployment did is known already.
    if (this.isResumed) return;
    tell({
      type: "deployment-created",
      release,
      deployment: id,
      lifecycleEvents: model.trafficControl
        ? this.events
        : this.events.filter((event) => !/Traffic/.test(event)),
      original: { targetGroup: original, version: previous?.version ?? "placeholder" },
      replacement: { targetGroup: replacement, version: revision.version },
    });
    this.status("InProgress");
  }

  /** A deployment that was interrupted begins where it was; what stands before that was done. */
  private async takeParts(): Promise<void> {
    const { step, stopped } = this.state;
    if (stopped) throw new DeploymentStopped(stopped.because, stopped.code, stopped.message);
    const first = Math.max(
      0,
      this.partsInOrder.findIndex(({ name }) => name === step),
    );
    for (const part of this.partsInOrder.slice(first)) {
      this.stopper.check();
      this.update({ step: part.name });
      await part.run();
    }
  }

  /** Waits until the instances that a kill has ended are there again. */
  private async revived(): Promise<void> {
    const { clock, closing, fleet } = this.parts;
    const { original, replacement = "" } = this.state;
    const isBooting = () =>
      [original, replacement]
        .flatMap((name) => fleet.find(name)?.members ?? [])
        .some(({ death, instance }) => instance === undefined && death === undefined);
    while (isBooting() && !closing.aborted) await clock.after(LOOK_MS, closing);
  }

  private async undo(stopped: DeploymentStopped): Promise<DeploymentResult> {
    const { closing, model, records, tell } = this.parts;
    const { id, release } = this.state;
    const { because, code, message } = stopped;
    const status = because === "failure" ? "Failed" : "Stopped";
    const reason = `${code}: ${message}`;
    // A rehearsal that ends leaves everything as it is.
    if (closing.aborted) return { status, reason, rolledBack: false };
    records.change(id, { status, error: { code, message } });
    this.progress.close();
    tell({ type: "deployment", release, status, detail: reason });
    let rolledBack = false;
    if (model.rollbackOn[because] && !this.isPastReturn) {
      const rollbackId = this.state.rollbackId ?? deploymentId();
      // Before anything is put back: whoever goes on after a kill does not release what was stopped.
      this.update({ stopped: { because, code, message }, rollbackId });
      rolledBack = await this.rollBack(rollbackId, reason);
    }
    return { status, reason, rolledBack };
  }

  private async rollBack(rollbackId: string, reason: string): Promise<boolean> {
    const { records, say, tell } = this.parts;
    const { id, release } = this.state;
    tell({ type: "rollback", release, reason, deployment: rollbackId });
    records.change(id, { rolledBackBy: rollbackId });
    try {
      return await this.goBack(rollbackId);
    } catch (error) {
      say(`deployment ${rollbackId}`, `The rollback failed: ${asStopped(error).message}`);
      return false;
    }
  }
}
