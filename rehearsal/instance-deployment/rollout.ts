import { DeploymentStopped, type StopSwitch } from "../deployment/stop";
import { canBegin, type Hosts, mayTake, minimumOf, verdict } from "./minimum-healthy";
import type { MinimumHealthyHosts, Outcome, Outcomes } from "./model";

export interface RolloutProps {
  /** In the order in which they are taken, but for unhealthy ones, which are taken first. */
  readonly targets: readonly string[];
  /** Those of them that an earlier deployment has failed on. */
  readonly unhealthy: readonly string[];
  /** Instances that the minimum is a share of. @default - the targets */
  readonly total?: number;
  readonly minimumHealthy: MinimumHealthyHosts;
  /** How far it had come. */
  readonly outcomes: Outcomes;
  /** Told of each change, before what follows from it is done. */
  readonly remember: (outcomes: Outcomes) => void;
  /** Does all there is to do to an instance. @returns what it failed by. @throws DeploymentStopped where all of it ends */
  readonly run: (id: string) => Promise<string | undefined>;
  readonly stopper: StopSwitch;
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ErrorInformation.html */
const TOO_FEW =
  "The overall deployment failed because too many individual instances failed deployment, too few healthy instances " +
  "are available for deployment, or some instances in your deployment group are experiencing problems.";

/** Takes instances through something, as many at a time as the deployment configuration allows. */
export class Rollout {
  private outcomes: Record<string, Outcome>;
  private readonly under = new Map<string, Promise<void>>();
  private readonly hosts: Pick<Hosts, "total" | "minimum">;
  private lastFailure = "";

  constructor(private readonly props: RolloutProps) {
    const total = props.total ?? props.targets.length;
    this.hosts = { total, minimum: minimumOf(props.minimumHealthy, total) };
    // One that it was at work on begins anew.
    this.outcomes = Object.fromEntries(
      Object.entries(props.outcomes).filter(([, outcome]) => outcome !== "InProgress"),
    );
  }

  /** @throws DeploymentStopped where too many fail, or it is stopped; nothing is under way any more then */
  public async run(): Promise<void> {
    const { stopper } = this.props;
    if (this.props.targets.length === 0) return;
    if (!canBegin(this.hosts)) {
      throw new DeploymentStopped(
        "failure",
        "HEALTH_CONSTRAINTS_INVALID",
        "The deployment can't start because the minimum number of healthy instances, as defined by your deployment " +
          `configuration, are not available: ${this.hosts.minimum} of ${this.hosts.total}`,
      );
    }
    try {
      for (;;) {
        stopper.check();
        this.fill();
        const state = verdict(this.numbers);
        if (state === "succeeded") return;
        if (state === "failed") throw this.failure();
        await Promise.race(this.under.values());
      }
    } finally {
      await Promise.allSettled(this.under.values());
    }
  }

  /** Takes as many as may be taken. */
  private fill(): void {
    for (const id of this.waiting) {
      const isUnhealthy = this.props.unhealthy.includes(id);
      const hosts = this.numbers;
      if (verdict(hosts) !== "goes on" || !mayTake(hosts, isUnhealthy)) return;
      this.note(id, "InProgress");
      const work = this.take(id).finally(() => this.under.delete(id));
      // Whoever waits for all of them meets it.
      work.catch(() => undefined);
      this.under.set(id, work);
    }
  }

  private async take(id: string): Promise<void> {
    const failure = await this.props.run(id);
    if (failure !== undefined) this.lastFailure = failure;
    this.note(id, failure === undefined ? "Succeeded" : "Failed");
  }

  private note(id: string, outcome: Outcome): void {
    this.outcomes = { ...this.outcomes, [id]: outcome };
    this.props.remember(this.outcomes);
  }

  private get waiting(): readonly string[] {
    const { targets, unhealthy } = this.props;
    const left = targets.filter((id) => this.outcomes[id] === undefined);
    return [...left.filter((id) => unhealthy.includes(id)), ...left.filter((id) => !unhealthy.includes(id))];
  }

  private get numbers(): Hosts {
    const { targets, unhealthy } = this.props;
    const count = (outcome: Outcome) => targets.filter((id) => this.outcomes[id] === outcome).length;
    const left = this.waiting;
    const ill = left.filter((id) => unhealthy.includes(id)).length;
    return {
      ...this.hosts,
      waiting: { healthy: left.length - ill, unhealthy: ill },
      inProgress: count("InProgress"),
      succeeded: count("Succeeded"),
      failed: count("Failed"),
    };
  }

  private failure(): DeploymentStopped {
    const cause = this.lastFailure && ` The last: ${this.lastFailure}`;
    return new DeploymentStopped("failure", "HEALTH_CONSTRAINTS", TOO_FEW + cause);
  }
}
