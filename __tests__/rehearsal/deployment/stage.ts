import type { ReleaseEventBody } from "../../../deployment-view/events";
import { type ApprovalPolicy, Approvals } from "../../../rehearsal/approvals";
import { createAlarms } from "../../../rehearsal/cloudwatch/alarms";
import { MetricStore } from "../../../rehearsal/cloudwatch/metric-store";
import type { Alarms } from "../../../rehearsal/cloudwatch/model";
import { Deployer } from "../../../rehearsal/deployment/deployer";
import { HookBoard } from "../../../rehearsal/deployment/hooks";
import { Journal, type ServiceState } from "../../../rehearsal/deployment/journal";
import type { DeploymentResult } from "../../../rehearsal/deployment/parts";
import type { Revision } from "../../../rehearsal/deployment/revision";
import type { TaskSetState } from "../../../rehearsal/deployment/task-set-state";
import { parseFault } from "../../../rehearsal/faults";
import { FaultInjection } from "../../../rehearsal/faults/injection";
import type { Functions } from "../../../rehearsal/hooks/model";
import type { DeploymentModel, ServiceModel } from "../../../rehearsal/stack/model";
import { ERRORS } from "../cloudwatch/project-alarms";
import { VirtualClock } from "../virtual-clock";
import { PaperBalancer } from "./balancer";
import { PaperTasks } from "./tasks";

export const MINUTE_MS = 60_000;

/** The alarm that the deployments of these tests watch. */
export const ALARM = ERRORS.name;

const CONTAINER = { name: "app", image: "shop@sha256:1", portMappings: [{ containerPort: 8080 }] };

const SERVICE: ServiceModel = {
  name: "shop",
  arn: "arn:aws:ecs:us-east-1:123456789012:service/shop",
  cluster: "shop",
  desiredCount: 2,
  graceSeconds: 60,
  containerName: "app",
  containerPort: 8080,
  family: "shop",
  containerDefinitions: [CONTAINER],
  targetGroup: "blue",
};

const MODEL: DeploymentModel = {
  engine: "codedeploy",
  application: "shop",
  group: "shop",
  shift: { type: "linear", percent: 10, minutes: 1 },
  alarms: [ALARM],
  rollbackOn: { failure: true, alarm: true, request: true },
  terminationWaitMinutes: 5,
  lifecycleHooks: [],
};

const FIRST: ServiceState = {
  started: 0,
  executions: [],
  done: false,
  serving: {
    id: "first-apply",
    targetGroup: "blue",
    version: "placeholder",
    container: CONTAINER,
    containerPort: 8080,
    desired: 2,
  },
};

export interface StageOptions {
  readonly model?: Partial<DeploymentModel>;
  readonly desired?: number;
  /** @default true */
  readonly hasTestListener?: boolean;
  /** What the functions return, by name; each is given its event and the stage. */
  readonly functions?: Readonly<Record<string, (event: HookEvent, stage: Stage) => unknown>>;
  readonly approve?: ApprovalPolicy;
  /** Faults of every release. */
  readonly faults?: readonly string[];
  /** What an interrupted rehearsal left. @default - the first apply */
  readonly state?: ServiceState;
  readonly clock?: VirtualClock;
}

export interface HookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
  readonly lifecycleStage: string;
}

type Told = ReleaseEventBody & { readonly at: number };

const open = new Set<Stage>();

/** Ends every stage that a test has opened. */
export async function closeStages(): Promise<void> {
  const stages = [...open];
  open.clear();
  for (const stage of stages) await stage.close();
}

/** A deployer and all that it works with, on paper but for the alarms, the hooks and the journal. */
export class Stage {
  readonly clock: VirtualClock;
  readonly balancer: PaperBalancer;
  readonly tasks: PaperTasks;
  readonly alarms: Alarms;
  readonly hooks: HookBoard;
  readonly journal: Journal;
  readonly approvals: Approvals;
  readonly deployer: Deployer;
  readonly told: Told[] = [];
  /** Every state that the journal was in. */
  readonly states: ServiceState[] = [];
  /** What functions were invoked, and with which event. */
  readonly invoked: [name: string, event: HookEvent][] = [];
  private readonly faults: FaultInjection;
  private readonly listeners = new Set<(event: Told) => void>();

  constructor(options: StageOptions = {}) {
    open.add(this);
    this.clock = options.clock ?? new VirtualClock();
    const { clock } = this;
    this.balancer = new PaperBalancer(clock);
    this.tasks = new PaperTasks();
    this.alarms = createAlarms({ alarms: [ERRORS], metrics: new MetricStore(), clock });
    this.journal = new PaperJournal(this.states);
    const state = options.state ?? { ...FIRST, serving: taskSetState({ desired: options.desired }) };
    this.journal.write(state);
    this.approvals = new Approvals(options.approve ?? "never", (milliseconds, signal) =>
      clock.after(milliseconds, signal),
    );
    const tell = (body: ReleaseEventBody) => this.tell({ ...body, at: clock.now() });
    this.faults = new FaultInjection((options.faults ?? []).map(parseFault), tell);
    const invoke: Functions["invoke"] = async (name, event) => {
      this.invoked.push([name, event as HookEvent]);
      const play = options.functions?.[name];
      if (!play) return { ended: "failed", error: `there is no function ${name}` };
      try {
        return { ended: "returned", value: await play(event as HookEvent, this) };
      } catch (error) {
        return { ended: "failed", error: (error as Error).message };
      }
    };
    this.hooks = new HookBoard(
      clock,
      { invoke },
      () => undefined,
      (release, event) => this.faults.hook(release, event),
    );
    const model = { ...MODEL, ...options.model };
    this.deployer = new Deployer(
      {
        model,
        service: { ...SERVICE, desiredCount: options.desired ?? 2 },
        targetGroups: ["blue", "green"],
        hasTestListener: options.hasTestListener ?? true,
        graceSeconds: SERVICE.graceSeconds,
        clock,
        balancer: this.balancer,
        alarms: this.alarms,
        hooks: this.hooks,
        journal: this.journal,
        faults: this.faults,
        tell,
        say: () => undefined,
        approve: (what, release, signal) => this.approvals.ask(what, release, signal),
        startTask: this.tasks.start,
      },
      state.serving,
    );
  }

  /** Deploys a revision to its end, once the tasks of the original are healthy. */
  public async deploy(version = "v1", hooks: Revision["hooks"] = {}): Promise<DeploymentResult> {
    await this.ready();
    return this.clock.play(this.begin(version, hooks));
  }

  /** Begins to deploy: time stands still. */
  public begin(version = "v1", hooks: Revision["hooks"] = {}): Promise<DeploymentResult> {
    this.faults.begin(`release-${version}`);
    return this.deployer.deploy(`release-${version}`, version, revision({ hooks }));
  }

  /** Goes on with the deployment that the journal tells of. */
  public async resume(): Promise<DeploymentResult> {
    const { deployment } = this.journal.state ?? {};
    if (!deployment) throw new Error("no deployment was under way");
    return this.clock.play(this.deployer.resume(deployment));
  }

  public async ready(): Promise<void> {
    await this.clock.play(this.deployer.ready(new AbortController().signal));
  }

  /** A function's report, as it comes in. */
  public report({ DeploymentId, LifecycleEventHookExecutionId }: HookEvent, status: string): unknown {
    return this.hooks.report({
      deploymentId: DeploymentId,
      lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
      status,
    });
  }

  public onTold(listener: (event: Told) => void): void {
    this.listeners.add(listener);
  }

  public of<Type extends Told["type"]>(type: Type): Extract<Told, { type: Type }>[] {
    return this.told.filter((event): event is Extract<Told, { type: Type }> => event.type === type);
  }

  /** The lifecycle events that have ended, in order, each with its status. */
  public get lifecycle(): string[] {
    return this.of("lifecycle-event")
      .filter(({ status }) => status !== "InProgress")
      .map(({ name, status }) => `${name} ${status}`);
  }

  /** When each share of users was promised, and when it was due, in minutes after the first. */
  public get shifts(): { promised: number; due: number; at: number }[] {
    const shifted = this.of("shifted");
    const began = shifted[0]?.due ?? 0;
    const minutes = (moment: number) => (moment - began) / MINUTE_MS;
    return shifted.map(({ promised, due, at }) => ({ promised, due: minutes(due), at: minutes(at) }));
  }

  public async close(): Promise<void> {
    open.delete(this);
    await this.clock.play(this.deployer.close());
    this.alarms.close();
  }

  private tell(event: Told): void {
    this.told.push(event);
    for (const listener of this.listeners) listener(event);
  }
}

/** Keeps in memory what a journal keeps on disk, which takes longer than all the rest. */
export class PaperJournal extends Journal {
  constructor(private readonly states: ServiceState[]) {
    super("/nonexistent");
  }

  public override get state(): ServiceState | undefined {
    return this.states.at(-1);
  }

  public override write(state: ServiceState): void {
    this.states.push(structuredClone(state));
  }

  public override update(change: Partial<ServiceState>): void {
    if (this.state) this.write({ ...this.state, ...change });
  }
}

export function revision(changes: Partial<Revision> = {}): Revision {
  return {
    taskDefinition: {
      family: "shop",
      revision: 7,
      cpu: "256",
      memory: "512",
      networkMode: "awsvpc",
      containerDefinitions: [CONTAINER],
    },
    containerName: "app",
    containerPort: 8080,
    hooks: {},
    ...changes,
  };
}

export function taskSetState({ desired = 2, ...changes }: Partial<TaskSetState> = {}): TaskSetState {
  return { ...FIRST.serving, desired, ...changes };
}
