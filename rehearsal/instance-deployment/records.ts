import type { LifecycleEvent } from "../../deployment-view/instance-lifecycle";
import type { RevisionBundle } from "../agent/model";
import type { Creator, DeployerState, DeploymentRecord, Outcomes, Target, TargetEvent } from "./model";

/** Deployments that are told of beside the newest, and the last good one; AWS keeps all of them. */
const LONGEST = 50;

/** How a deployment changes, for whoever listens to EventBridge. @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html */
export type StateChange = "START" | "READY" | "SUCCESS" | "FAILURE" | "STOP";

const CHANGES: Readonly<Partial<Record<DeploymentRecord["status"], StateChange>>> = {
  InProgress: "START",
  Ready: "READY",
  Succeeded: "SUCCESS",
  Failed: "FAILURE",
  Stopped: "STOP",
};

/** What a deployment group remembers: its groups, its deployments, and the health of its instances. */
export class Records {
  private current: DeployerState;

  constructor(
    state: DeployerState,
    private readonly now: () => number,
    private readonly save: (state: DeployerState) => void,
    private readonly onChange: (deploymentId: string, state: StateChange) => void,
  ) {
    this.current = state;
  }

  public get state(): DeployerState {
    return this.current;
  }

  public find(id: string): DeploymentRecord | undefined {
    return this.current.deployments.find((one) => one.id === id);
  }

  /** What was deployed last with success. */
  public get lastRevision(): RevisionBundle | undefined {
    const { lastSuccessful } = this.current;
    return lastSuccessful === undefined ? undefined : this.find(lastSuccessful)?.revision;
  }

  public update(change: Partial<DeployerState>): void {
    this.current = { ...this.current, ...change };
    this.save(this.current);
  }

  /** One that is known already, from before a kill, is left as it is. */
  public begin(id: string, creator: Creator, revision: RevisionBundle, rollsBack?: string): void {
    if (this.find(id)) return;
    const record: DeploymentRecord = {
      id,
      creator,
      revision,
      rollsBack,
      status: "InProgress",
      createdAt: this.now(),
      instances: {},
      targets: {},
    };
    const { deployments, lastSuccessful } = this.current;
    const kept = deployments.filter((one, index) => index < LONGEST || one.id === lastSuccessful);
    this.update({ deployments: [record, ...kept] });
    this.onChange(id, "START");
  }

  public change(id: string, change: Partial<DeploymentRecord>): void {
    const isOver = change.status !== undefined && /^(Succeeded|Failed|Stopped)$/.test(change.status);
    const more = isOver ? { ...change, completedAt: this.now() } : change;
    this.update({
      deployments: this.current.deployments.map((one) => (one.id === id ? { ...one, ...more } : one)),
    });
    const state = change.status && CHANGES[change.status];
    if (state) this.onChange(id, state);
  }

  /** Says what is to be done to some instances; what was said of one before stays as it is. */
  public expect(
    id: string,
    instances: readonly string[],
    role: Target["role"],
    events: readonly LifecycleEvent[],
  ): void {
    const fresh = instances.map((instance): [string, Target] => [
      instance,
      { role, events: events.map((name) => ({ name, status: "Pending" })) },
    ]);
    this.change(id, { targets: { ...Object.fromEntries(fresh), ...this.find(id)?.targets } });
  }

  /** Remembers what a lifecycle event has come to on an instance. */
  public event(
    id: string,
    instance: string,
    name: LifecycleEvent,
    change: Pick<TargetEvent, "status" | "detail">,
  ): void {
    const { targets = {} } = this.find(id) ?? {};
    const target = targets[instance];
    if (!target) return;
    const at = change.status === "InProgress" ? { startedAt: this.now() } : { endedAt: this.now() };
    const events = target.events.map((event) =>
      event.name === name ? { ...event, ...change, ...at } : event,
    );
    this.change(id, { targets: { ...targets, [instance]: { ...target, events } } });
  }

  /** Remembers how a deployment has gone on its instances, and which of them are healthy by that. */
  public outcomes(id: string, instances: Outcomes): void {
    const known = new Set(this.current.unhealthy);
    for (const [instance, outcome] of Object.entries(instances)) {
      if (outcome === "Failed") known.add(instance);
      if (outcome === "Succeeded") known.delete(instance);
    }
    this.update({ unhealthy: [...known] });
    this.change(id, { instances });
  }
}
