import type { Clock } from "../../clock";
import type { Alarms } from "../../cloudwatch/model";
import type { FaultInjection } from "../../faults/injection";
import type { LoadBalancer, TargetGroupModel } from "../../load-balancer/model";
import type { RollingModel, ServiceModel } from "../../stack/model";
import type { RunningTask } from "../../tasks/model";
import type { Tell } from "../../tell";
import type { Journal } from "../journal";
import type { DeploymentResult } from "../parts";
import type { StopCause } from "../stop";
import type { TaskSetState } from "../task-set-state";
import { AlarmWatch } from "./alarm-watch";
import type { Cluster } from "./cluster";
import { type Caller, type DeployedRevision, nextRollout } from "./next-rollout";
import { RollingRelease } from "./release";
import { idOf, type Rollout } from "./rollout";
import { RollingService } from "./service";
import { ServiceEvents } from "./service-events";
import type { Sizes } from "./sizes";
import type { AskedDeployment, ReleaseState, RollingState } from "./state";
import { StateKeeper } from "./state-keeper";
import { Strike } from "./strike";

export interface RollingDeployerProps {
  readonly model: RollingModel;
  readonly service: ServiceModel;
  readonly targetGroup: TargetGroupModel;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly balancer: LoadBalancer;
  readonly alarms: Alarms;
  readonly journal: Journal;
  readonly faults: FaultInjection;
  readonly tell: Tell;
  readonly say: (source: string, line: string) => void;
  /** @throws Error in ECS's words where a task cannot be started */
  readonly startTask: (taskSet: TaskSetState, id: string) => Promise<RunningTask>;
}

/** What UpdateService changes. */
export interface ServiceChange extends Partial<Sizes> {
  /** The revision that is deployed. @default - none is: only sizes change */
  readonly revision?: DeployedRevision;
}

/** Keeps the tasks of a service, and deploys to it by ECS's rolling update. A kill interrupts none: it goes on by itself. */
export class RollingDeployer {
  readonly service: RollingService;
  readonly events: ServiceEvents;
  private release: RollingRelease | undefined;
  private asked: readonly AskedDeployment[];
  private readonly strike: Strike;
  private readonly keeper: StateKeeper;
  private readonly watch: AlarmWatch;

  /** @param state what a kill has left, or the first apply */
  constructor(
    private readonly props: RollingDeployerProps,
    state: RollingState,
  ) {
    const { alarms, balancer, clock, faults, model, service, targetGroup, say } = props;
    this.events = new ServiceEvents(
      service.name,
      () => clock.now(),
      (message) => say(`service ${service.name}`, message),
    );
    balancer.forward("production", { [targetGroup.name]: 100 });
    this.asked = state.deployments;
    this.strike = new Strike(faults);
    this.keeper = new StateKeeper(props.journal, props.cluster);
    this.service = new RollingService(
      {
        ...props,
        graceSeconds: service.graceSeconds,
        events: this.events,
        targetGroupArn: targetGroup.arn,
        fault: ({ taskSet }) => faults.target(taskSet.release ?? "", this.release?.state.promised ?? 0),
        refuses: ({ taskSet }) => this.strike.refusal(taskSet.release, this.service),
        bakes: () => this.watchesAlarms,
        onLook: () => this.look(),
        onBake: (until) => this.release?.baking(until),
        onBroken: () =>
          this.fail("failure", "CIRCUIT_BREAKER", `tasks failed to start. ${this.trouble ?? ""}`.trimEnd()),
        onCompleted: () => this.completed(),
      },
      state,
    );
    if (state.release) this.release = this.open(state.release);
    this.watch = new AlarmWatch(alarms, model.alarms, (name) => {
      if (this.watchesAlarms) this.fail("alarm", "ALARM_ACTIVE", `alarm detected. Activated alarms: ${name}`);
    });
  }

  /** Resolves once the tasks that users meet are healthy; `false` where the signal is aborted first. */
  public ready(signal: AbortSignal): Promise<boolean> {
    return this.service.ready(signal);
  }

  /** What went wrong with the last task that did, in ECS's words. */
  public get trouble(): string | undefined {
    return this.service.tasks.trouble;
  }

  /** Every deployment that the service was asked for, the oldest first. */
  public get deployments(): readonly AskedDeployment[] {
    return this.asked;
  }

  /**
   * An operator's stop: StopServiceDeployment, which rolls the service back.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html
   *
   * @param release the one whose deployment is meant. @default - whichever it is
   * @returns whether there is one
   */
  public stop(release?: string): boolean {
    const { state, isOver = true } = this.release ?? {};
    if (isOver || (release !== undefined && release !== state?.release)) return false;
    // A rollback that is under way goes on.
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
    if (state?.stopped) return true;
    this.fail("request", "MANUAL_STOP", "The deployment was stopped by an operator");
    return true;
  }

  /**
   * How the deployment of a release ends, with its rollback if there is one; `undefined` where none of it is under way. Whoever
   * goes on after a kill follows it by this: ECS has gone on meanwhile.
   */
  public follow(release: string): Promise<DeploymentResult> | undefined {
    return this.release?.state.release === release && !this.release.isOver ? this.release.ended : undefined;
  }

  /** Resolves once no rollback is under way. */
  public async settled(): Promise<void> {
    if (this.release?.state.stopped) await this.release.ended;
  }

  /**
   * Changes the service: its sizes at once, its tasks by a deployment.
   *
   * @throws AwsError where the revision does not fit the service's load balancer
   */
  public update({ revision, ...sizes }: ServiceChange, caller: Caller): void {
    if (revision) this.deploy(revision, caller);
    this.service.resize(sizes);
    this.save();
  }

  /** Gives up what is under way, and ends every task. */
  public async close(): Promise<void> {
    this.watch.close();
    if (!this.release?.isOver)
      this.release?.stop("request", "MANUAL_STOP", "The service was deleted", undefined);
    await this.service.close();
  }

  private deploy(revision: DeployedRevision, caller: Caller): void {
    const { clock } = this.props;
    const { rollouts } = this.service;
    const before = this.release?.state.release === caller.release ? this.release.state.before : undefined;
    const back = before?.taskDefinition === revision.arn ? before : undefined;
    const versions = rollouts.map(({ taskSet }) => taskSet.version);
    const rollout = nextRollout(revision, caller, { ...this.props, back, versions, now: clock.now() });
    const { createdAt, taskDefinition } = rollout;
    const replaces = this.met.taskDefinition;
    this.asked = [...this.asked, { id: idOf(rollout), taskDefinition, createdAt, replaces }];
    if (back) this.putBack(rollout);
    else this.begin(rollout, caller.release);
    this.service.deploy(rollout);
  }

  private begin(rollout: Rollout, release: string): void {
    const { alarms, faults, model } = this.props;
    const { met } = this;
    if (!this.release?.isOver)
      this.release?.stop("request", "SUPERSEDED", `${idOf(rollout)} has taken its place`, undefined);
    faults.alarms(release, alarms, model.alarms);
    this.release = this.open({
      release,
      deployment: idOf(rollout),
      before: {
        taskDefinition: met.taskDefinition,
        version: met.taskSet.version,
        release: met.taskSet.release,
      },
      // So that a deployment can mend what an alarm is about.
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
      ignoresAlarms: this.watch.isAnyRed,
      promised: 0,
    });
    this.release.created(rollout);
  }

  /** Whoever has released tells the service to run again what it ran before. */
  private putBack(rollout: Rollout): void {
    if (!this.release) return;
    const { state } = this.release;
    if (this.release.isOver) this.release = this.open(state);
    this.release.stop(
      "request",
      "UPDATED_BACK",
      `The service was updated to run ${rollout.taskDefinition} again`,
      rollout,
    );
  }

  private open(state: ReleaseState): RollingRelease {
    const { clock, tell } = this.props;
    return new RollingRelease(state, this.service, tell, () => clock.now());
  }

  private fail(because: StopCause, code: string, message: string): void {
    const { release } = this;
    const back = this.service.fail(because);
    // What is put back has failed as well: nothing is left to go back to.
    if (release?.state.stopped) {
      const { deployment } = release.state;
      this.asked = this.asked.map((one) =>
        one.id === deployment ? { ...one, hasFailedRollback: true } : one,
      );
      release.end(false);
    } else release?.stop(because, code, message, back);
    this.concluded();
  }

  private completed(): void {
    this.release?.end(this.release.state.stopped !== undefined);
    this.concluded();
  }

  private concluded(): void {
    const { alarms, faults, model } = this.props;
    if (this.release?.isOver) faults.end(this.release.state.release, alarms, model.alarms);
    this.save();
  }

  /** What users meet: the last that was completed. */
  private get met(): Rollout {
    const { primary, rollouts } = this.service;
    return rollouts.find(({ status }) => status === "COMPLETED") ?? primary;
  }

  private get watchesAlarms(): boolean {
    if (!this.release || this.release.isOver) return false;
    const { ignoresAlarms, stopped } = this.release.state;
    return this.watch.isNeeded && !ignoresAlarms && !stopped;
  }

  private look(): void {
    const { release } = this;
    const isTold = release?.isOver === false;
    const hasShifted = isTold && release.promise(release.share);
    // Before it is told: a fault may end the rehearsal there.
    this.save();
    if (!isTold) return;
    release.tellCounts();
    const { promised, stopped, release: id } = release.state;
    if (hasShifted) release.tellShare();
    if (hasShifted && !stopped) this.props.faults.shifted(id, promised, () => this.stop(id));
    this.strike.instance(release, this.service);
  }

  private save(): void {
    this.keeper.save(this.service, this.release, this.asked);
  }
}
