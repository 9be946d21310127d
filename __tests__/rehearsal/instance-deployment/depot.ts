import type { ReleaseEventBody } from "../../../deployment-view/events";
import type { RevisionBundle } from "../../../rehearsal/agent/model";
import { type ApprovalPolicy, Approvals } from "../../../rehearsal/approvals";
import type { DeploymentResult } from "../../../rehearsal/deployment/parts";
import { parseFault } from "../../../rehearsal/faults";
import { FaultInjection } from "../../../rehearsal/faults/injection";
import type { GroupSettings, GroupState } from "../../../rehearsal/fleet/model";
import { InstanceDeployer } from "../../../rehearsal/instance-deployment";
import type { DeployerState, InstanceDeploymentModel } from "../../../rehearsal/instance-deployment/model";
import { Yard } from "../fleet/yard";
import { VirtualClock } from "../virtual-clock";
import { PaperAgent } from "./paper-agent";
import { PaperAlarms } from "./paper-alarms";

export const MINUTE_MS = 60_000;
export const ALARM = "shop-errors";

export const MODEL: InstanceDeploymentModel = {
  engine: "codedeploy",
  application: "shop",
  group: "shop",
  type: "IN_PLACE",
  trafficControl: true,
  minimumHealthy: { type: "ALL_BUT_ONE" },
  alarms: [ALARM],
  rollbackOn: { failure: true, alarm: true, request: true },
  terminationWaitMinutes: 1,
  targetGroup: "web",
  updatesOutdated: true,
};

type Told = ReleaseEventBody & { readonly at: number };

/** All that a kill leaves, besides what is on the disks of the instances. */
export interface Left {
  readonly groups: readonly GroupState[];
  readonly deployer: DeployerState;
  readonly agent: PaperAgent;
}

export interface DepotOptions {
  readonly model?: Partial<InstanceDeploymentModel>;
  readonly group?: Partial<GroupSettings>;
  readonly faults?: readonly string[];
  readonly approve?: ApprovalPolicy;
  /** What a kill left. @default - nothing */
  readonly left?: Left;
  /** Whether what a kill would leave is kept, each time that the deployment has come further. @default false */
  readonly keepsLefts?: boolean;
}

const open = new Set<Depot>();

/** Closes every depot that a test has opened. */
export async function closeDepots(): Promise<void> {
  for (const depot of [...open]) await depot.close();
}

/** A deployer, and a fleet on paper to deploy to. */
export class Depot {
  readonly clock = new VirtualClock();
  readonly agent: PaperAgent;
  readonly yard: Yard;
  readonly alarms = new PaperAlarms();
  readonly deployer: InstanceDeployer;
  readonly told: Told[] = [];
  readonly changes: string[] = [];
  /** What a kill would leave, each time that the deployment has come further. */
  readonly lefts: Left[] = [];
  private readonly faults: FaultInjection;
  private readonly listeners = new Set<(event: Told) => void>();
  private state: DeployerState | undefined;

  constructor(private readonly options: DepotOptions = {}) {
    open.add(this);
    const { clock } = this;
    this.agent = new PaperAgent(clock);
    Object.assign(this.agent, { revisions: new Map(Object(options.left?.agent).revisions) });
    Object.assign(this.agent.scripts, options.left?.agent.scripts);
    this.yard = new Yard(
      {
        version: (instance) => this.agent.installed(instance)?.version ?? "placeholder",
        targetFault: (instance) => this.deployer.targetFault(instance),
        fault: (group, id) => this.deployer.instanceFault(group, id),
        save: (groups) => {
          this.yard.state = groups;
          this.keep();
        },
      },
      clock,
    );
    const approvals = new Approvals(options.approve ?? "never", (milliseconds, signal) =>
      clock.after(milliseconds, signal),
    );
    const tell = (body: ReleaseEventBody) => this.tell({ ...body, at: clock.now() } as Told);
    this.faults = new FaultInjection((options.faults ?? []).map(parseFault), tell);
    this.deployer = new InstanceDeployer({
      model: { ...MODEL, ...options.model },
      deploymentGroupId: "group-id",
      clock,
      fleet: this.yard.fleet,
      balancer: this.yard.balancer,
      agent: this.agent,
      alarms: this.alarms,
      faults: this.faults,
      tell,
      say: (source, text) => tell({ type: "log", source, text }),
      approve: (what, release, signal) => approvals.ask(what, release, signal),
      state: options.left?.deployer,
      save: (state) => {
        this.state = state;
        this.keep();
      },
      onStateChange: (_, state) => this.changes.push(state),
    });
    this.yard.fleet.restore(options.left?.groups ?? []);
  }

  /** Makes the group, and waits until it serves. */
  async open(): Promise<this> {
    await this.yard.group(this.options.group);
    this.deployer.autoScalingGroups = ["shop"];
    return this;
  }

  /** Deploys a version to its end. */
  deploy(version: string): Promise<DeploymentResult> {
    return this.clock.play(this.begin(version));
  }

  begin(version: string): Promise<DeploymentResult> {
    return this.deployer.deploy(`release-${version}`, version, bundle(version));
  }

  /** Deploys a good version, and then one to which the faults come about. */
  async deployAfter(good: string, version: string): Promise<DeploymentResult> {
    expect(await this.deploy(good)).toMatchObject({ status: "Succeeded" });
    this.told.length = 0;
    this.changes.length = 0;
    this.agent.done.length = 0;
    this.faults.begin(`release-${version}`);
    return this.deploy(version);
  }

  onTold(listener: (event: Told) => void): void {
    this.listeners.add(listener);
  }

  of<Type extends Told["type"]>(type: Type): Extract<Told, { type: Type }>[] {
    return this.told.filter((event): event is Extract<Told, { type: Type }> => event.type === type);
  }

  /** The lifecycle events that have ended, in order, each with its status. */
  get lifecycle(): string[] {
    return this.of("lifecycle-event")
      .filter(({ status }) => status !== "InProgress")
      .map(({ name, status }) => `${name} ${status}`);
  }

  get shares(): number[] {
    return this.of("shifted").map(({ promised }) => promised);
  }

  get statuses(): string[] {
    return this.of("deployment").map(({ status }) => status);
  }

  /** Versions of the instances of all groups, in the order of their launch. */
  get versions(): string[] {
    return this.yard.fleet.groups.flatMap(({ members }) =>
      members.map(({ instance }) => (instance && this.agent.installed(instance)?.version) ?? "placeholder"),
    );
  }

  /** What is done to the instances, each by its number in the order of its first. */
  get done(): string[] {
    const numbers = new Map<string, number>();
    return this.agent.done.map((text) =>
      text.replace(/^\S+/, (id) => {
        if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
        return String(numbers.get(id));
      }),
    );
  }

  /** Goes on with what a kill left at a moment. */
  static async resumed(
    options: DepotOptions,
    left: Left,
  ): Promise<{ depot: Depot; result: DeploymentResult }> {
    const depot = new Depot({ ...options, left, faults: [] });
    const [name = ""] = depot.deployer.autoScalingGroups;
    if (depot.yard.fleet.find(name)) await depot.yard.steady(name);
    return { depot, result: await depot.clock.play(depot.deployer.resume()) };
  }

  async close(): Promise<void> {
    open.delete(this);
    await this.clock.play(this.deployer.close());
    await this.yard.close();
  }

  private keep(): void {
    const { current } = this.state ?? {};
    if (!this.options.keepsLefts || !this.state || !current) return;
    if (JSON.stringify(current) === JSON.stringify(this.lefts.at(-1)?.deployer.current)) return;
    const agent = new PaperAgent(this.clock);
    Object.assign(agent, { revisions: new Map(Object(this.agent).revisions), scripts: this.agent.scripts });
    this.lefts.push(
      structuredClone({ groups: this.yard.state, deployer: this.state, agent: undefined }) as never,
    );
    Object.assign(this.lefts.at(-1) ?? {}, { agent });
  }

  private tell(event: Told): void {
    this.told.push(event);
    for (const listener of this.listeners) listener(event);
  }
}

export function bundle(version: string): RevisionBundle {
  return { folder: `/revisions/${version}`, version, key: `shop/Build/${version}` };
}
