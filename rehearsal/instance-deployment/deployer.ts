import type { RevisionBundle } from "../agent/model";
import { deploymentId } from "../deployment/deployment-id";
import type { DeploymentResult } from "../deployment/parts";
import type { FaultInjection } from "../faults/injection";
import type { Group } from "../fleet/model";
import type { Instance, InstanceFault, ServiceFault } from "../instances/model";
import type { TargetFault } from "../load-balancer/model";
import { BlueGreenDeployment } from "./blue-green";
import type { InstanceDeployment } from "./deployment";
import { InPlaceDeployment } from "./in-place";
import type { DeployerState, DeploymentRecord, InstanceDeploymentState } from "./model";
import type { InstanceDeploymentParts } from "./parts";
import { Records, type StateChange } from "./records";
import { SideDeployments } from "./side-deployments";

export interface InstanceDeployerProps
  extends Omit<InstanceDeploymentParts, "records" | "side" | "closing" | "faults"> {
  readonly faults: Pick<
    FaultInjection,
    "alarms" | "end" | "instanceDies" | "mountFails" | "script" | "shifted" | "target" | "task"
  >;
  /** What a rehearsal that was killed has left. @default - no group, and no deployment yet */
  readonly state?: DeployerState;
  /** Told of each change, with all that it takes to go on after a kill. */
  readonly save: (state: DeployerState) => void;
  /** Told of what CodeDeploy tells EventBridge. @default - nobody listens */
  readonly onStateChange?: (deploymentId: string, state: StateChange) => void;
}

const TYPES = { IN_PLACE: InPlaceDeployment, BLUE_GREEN: BlueGreenDeployment } as const;

/** CodeDeploy for the one deployment group of a fleet: one deployment at a time. */
export class InstanceDeployer {
  private readonly records: Records;
  private readonly side: SideDeployments;
  private readonly closing = new AbortController();
  private deployment: InstanceDeployment | undefined;
  private running: Promise<DeploymentResult> | undefined;

  constructor(private readonly props: InstanceDeployerProps) {
    const { balancer, clock, fleet, model, save, state } = props;
    this.records = new Records(
      state ?? { autoScalingGroups: [], deployments: [], unhealthy: [] },
      () => clock.now(),
      save,
      (id, change) => props.onStateChange?.(id, change),
    );
    this.side = new SideDeployments({ ...props, records: this.records, closing: this.closing.signal });
    fleet.onLaunch = (group, instance) => this.side.onLaunch(group, instance);
    balancer.forward("production", { [model.targetGroup]: 100 });
  }

  /** Names of the Auto Scaling groups that it deploys to: CodeDeploy itself puts a copy in the place of its original. */
  public get autoScalingGroups(): readonly string[] {
    return this.records.state.autoScalingGroups;
  }

  public set autoScalingGroups(names: readonly string[]) {
    this.records.update({ autoScalingGroups: names });
  }

  /** Every deployment, newest first: those of releases, and those that CodeDeploy made by itself. */
  public get deployments(): readonly DeploymentRecord[] {
    return this.records.state.deployments;
  }

  /** The last deployment that succeeded. */
  public get lastSuccessful(): DeploymentRecord | undefined {
    const { lastSuccessful } = this.records.state;
    return lastSuccessful === undefined ? undefined : this.records.find(lastSuccessful);
  }

  /** The release whose deployment a kill has interrupted. */
  public get interrupted(): string | undefined {
    return this.deployment ? undefined : this.records.state.current?.release;
  }

  /** Resolves once the instances that users meet are in service and healthy. */
  public async ready(signal: AbortSignal): Promise<boolean> {
    return (await this.serving?.steady(signal)) ?? false;
  }

  /** What keeps them from being healthy. */
  public get trouble(): string | undefined {
    return this.serving ? this.serving.trouble : "the deployment group has no Auto Scaling group";
  }

  /**
   * An operator's stop of the deployment that is under way.
   *
   * @param release the one whose deployment is meant. @default - whichever it is
   * @returns whether there is one
   */
  public stop(release?: string): boolean {
    if (!this.deployment || (release !== undefined && this.deployment.current.release !== release))
      return false;
    this.deployment.stop();
    return true;
  }

  /** The id of the deployment of a release that is under way. */
  public get underWay(): string | undefined {
    return this.deployment?.current.id;
  }

  /** Deploys a revision; resolves when it has ended, in whatever way. Never rejects. */
  public deploy(release: string, version: string, bundle: RevisionBundle): Promise<DeploymentResult> {
    const { model } = this.props;
    const id = deploymentId();
    const previous = this.records.lastRevision;
    const [original = ""] = this.autoScalingGroups;
    return this.run(
      {
        id,
        release,
        // A commit that is released again is told apart from itself.
        revision: {
          ...bundle,
          version: version === previous?.version ? `${version}-${id.slice(2, 6)}` : version,
        },
        previous,
        original,
        replacement: model.type === "BLUE_GREEN" ? `CodeDeploy_${model.group}_${id}` : undefined,
        step: "",
        targets: [],
        unhealthy: [],
        outcomes: {},
      },
      false,
    );
  }

  /** Goes on with the deployment that a kill has interrupted. @throws Error where none was */
  public resume(): Promise<DeploymentResult> {
    const { current } = this.records.state;
    if (!current) throw new Error("no deployment was interrupted");
    return this.run(current, true);
  }

  /** What goes wrong in front of an instance: to be asked at each request. */
  public targetFault(instance: Instance): TargetFault {
    const { deployment } = this;
    return deployment && this.isReplaced(instance)
      ? this.props.faults.target(deployment.current.release, deployment.share)
      : {};
  }

  /** What goes wrong with an instance that is launched into a group. */
  public instanceFault(group: string, id: string): InstanceFault {
    const { current } = this.deployment ?? {};
    return {
      mountFails: current?.replacement === group && this.props.faults.mountFails(current.release),
      service: () => this.serviceFault(id),
    };
  }

  /** Gives up what is under way; what instances have, they keep. */
  public async close(): Promise<void> {
    this.closing.abort();
    this.stop();
    await this.running;
  }

  /** What goes wrong with what the release that is deployed has installed; what was there before it runs well. */
  private serviceFault(id: string): ServiceFault {
    const { faults, fleet } = this.props;
    const instance = fleet.memberOf(id)?.member.instance;
    return this.deployment && instance && this.isReplaced(instance)
      ? faults.task(this.deployment.current.release)
      : {};
  }

  /** Whether an instance has the revision that is being deployed. */
  private isReplaced(instance: Instance): boolean {
    return this.props.agent.installed(instance)?.key === this.deployment?.current.revision.key;
  }

  private get serving(): Group | undefined {
    const [name = ""] = this.autoScalingGroups;
    return this.props.fleet.find(name);
  }

  private async run(state: InstanceDeploymentState, isResumed: boolean): Promise<DeploymentResult> {
    const { alarms, faults, model, tell } = this.props;
    if (this.deployment) {
      const reason = `DeploymentLimitExceededException: The deployment group ${model.group} already has an active deployment`;
      return { status: "Failed", reason, rolledBack: false };
    }
    const { release } = state;
    faults.alarms(release, alarms, model.alarms);
    const deployment = new TYPES[model.type](
      {
        ...this.props,
        records: this.records,
        side: this.side,
        closing: this.closing.signal,
        tell: (event) => {
          tell(event);
          if (event.type !== "shifted") return;
          faults.shifted(
            event.release,
            event.promised,
            () => deployment.stop(),
            () => this.scaleOut(deployment.current),
          );
        },
      },
      state,
      isResumed,
    );
    this.deployment = deployment;
    try {
      this.running = deployment.run();
      return await this.running;
    } finally {
      this.deployment = undefined;
      faults.end(release, alarms, model.alarms);
    }
  }

  /** One instance more for the group that users are about to meet. */
  private scaleOut({ original, replacement = original }: InstanceDeploymentState): void {
    const group = this.props.fleet.find(replacement);
    if (!group) return;
    const { desiredCapacity, maxSize } = group.settings;
    group.update({ desiredCapacity: desiredCapacity + 1, maxSize: Math.max(maxSize, desiredCapacity + 1) });
  }
}
