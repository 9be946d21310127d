import type { ReleaseEventBody } from "../../../../deployment-view/events";
import { createAlarms } from "../../../../rehearsal/cloudwatch/alarms";
import { MetricStore } from "../../../../rehearsal/cloudwatch/metric-store";
import type { Alarms } from "../../../../rehearsal/cloudwatch/model";
import { Journal, type RehearsalState } from "../../../../rehearsal/deployment/journal";
import type { DeploymentResult } from "../../../../rehearsal/deployment/parts";
import type { Cluster } from "../../../../rehearsal/deployment/rolling/cluster";
import { Fargate } from "../../../../rehearsal/deployment/rolling/cluster";
import { ContainerInstances } from "../../../../rehearsal/deployment/rolling/container-instances";
import { RollingDeployer } from "../../../../rehearsal/deployment/rolling/deployer";
import { firstRollingState } from "../../../../rehearsal/deployment/rolling/first-state";
import type { DeployedRevision } from "../../../../rehearsal/deployment/rolling/next-rollout";
import { leastHealthy, mostTasks } from "../../../../rehearsal/deployment/rolling/sizes";
import { parseFault } from "../../../../rehearsal/faults";
import { FaultInjection } from "../../../../rehearsal/faults/injection";
import type { TargetGroupModel } from "../../../../rehearsal/load-balancer/model";
import type { CapacityModel, RollingModel, ServiceModel } from "../../../../rehearsal/stack/model";
import type { TaskDefinition } from "../../../../rehearsal/tasks/model";
import { ERRORS } from "../../cloudwatch/project-alarms";
import { VirtualClock } from "../../virtual-clock";
import { PaperBalancer } from "../balancer";
import { PaperTasks } from "../tasks";

export const MINUTE_MS = 60_000;

/** The alarm that the deployments of these tests watch. */
export const ALARM = ERRORS.name;

const ARN = "arn:aws:ecs:us-east-1:123456789012";

/** ARN of a revision of the service's family. */
export function arnOf(revision: number): string {
  return `${ARN}:task-definition/shop:${revision}`;
}

/** A revision of the service's family; on container instances it takes what a test says of one. */
export function definition(revision: number, changes: Partial<TaskDefinition> = {}): TaskDefinition {
  const image = `shop:${revision}`;
  const containerDefinitions = [{ name: "app", image, portMappings: [{ containerPort: 8080 }] }];
  return { family: "shop", revision, cpu: "256", memory: "256", containerDefinitions, ...changes };
}

/** A revision that takes a port of the instance: one task an instance. */
export function onFixedPort(revision: number): TaskDefinition {
  const portMappings = [{ containerPort: 8080, hostPort: 80 }];
  const containerDefinitions = [{ name: "app", image: `shop:${revision}`, portMappings }];
  return definition(revision, { networkMode: "bridge", containerDefinitions });
}

const MODEL: RollingModel = {
  engine: "rolling",
  application: "shop",
  group: "shop",
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  breaksCircuit: true,
  alarms: [ALARM],
  rollbackOn: { failure: true, alarm: true, request: true },
  bakeMinutes: 2,
  placeholder: arnOf(1),
  taskDefinitions: [definition(1), definition(2)],
};

export const SERVICE: ServiceModel = {
  name: "shop",
  arn: `${ARN}:service/shop`,
  cluster: "shop",
  desiredCount: 2,
  graceSeconds: 60,
  containerName: "app",
  containerPort: 8080,
  family: "shop",
  containerDefinitions: definition(1).containerDefinitions,
  targetGroup: "web",
};

export const TARGET_GROUP: TargetGroupModel = {
  name: "web",
  arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1",
  arnSuffix: "targetgroup/web/1",
  healthCheck: {
    path: "/",
    intervalSeconds: 10,
    timeoutSeconds: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    matcher: "200",
  },
  deregistrationDelaySeconds: 30,
  stickiness: { enabled: false, cookieDuration: 86_400 },
};

export const CAPACITY: CapacityModel = {
  group: "shop",
  instanceType: "t3.small",
  minSize: 3,
  maxSize: 3,
  desiredCapacity: 3,
};

export interface RollingStageOptions {
  readonly model?: Partial<RollingModel>;
  readonly desired?: number;
  readonly faults?: readonly string[];
  /** What a kill has left. @default - the first apply */
  readonly state?: RehearsalState;
}

type Told = ReleaseEventBody & { readonly at: number };

const open = new Set<RollingStage>();

/** Ends every stage that a test has opened. */
export async function closeStages(): Promise<void> {
  for (const stage of [...open]) await stage.close();
}

/** How many tasks there were at a moment. */
export interface Moment {
  readonly at: number;
  /** Not stopped yet. */
  readonly all: number;
  readonly healthy: number;
}

/** A rolling service on paper, but for its scheduler, the alarms and the journal. */
export class RollingStage {
  readonly clock = new VirtualClock();
  readonly balancer = new PaperBalancer(this.clock);
  readonly tasks = new PaperTasks();
  readonly alarms: Alarms;
  readonly journal: Journal;
  readonly deployer: RollingDeployer;
  readonly cluster: Cluster;
  readonly model: RollingModel;
  readonly told: Told[] = [];
  readonly said: string[] = [];
  /** Every state that the journal was in. */
  readonly states: RehearsalState[] = [];
  readonly moments: Moment[] = [];
  private readonly faults: FaultInjection;
  private readonly over = new AbortController();

  constructor(options: RollingStageOptions = {}) {
    open.add(this);
    const { clock } = this;
    const { desired = 2 } = options;
    this.model = { ...MODEL, ...options.model };
    const { capacity } = this.model;
    const service = { ...SERVICE, desiredCount: desired };
    this.alarms = createAlarms({ alarms: [ERRORS], metrics: new MetricStore(), clock });
    this.journal = new PaperJournal(this.states);
    const rolling = options.state?.rolling ?? firstRollingState(this.model, service, clock.now());
    this.journal.write(options.state ?? { started: 0, executions: [], done: false, rolling });
    const tell = (body: ReleaseEventBody) => this.told.push({ ...body, at: clock.now() });
    this.faults = new FaultInjection((options.faults ?? []).map(parseFault), tell);
    this.cluster = capacity
      ? new ContainerInstances(
          { model: capacity, clock, say: (line) => this.said.push(line), signal: this.over.signal },
          rolling.instances,
        )
      : new Fargate();
    this.deployer = new RollingDeployer(
      {
        model: this.model,
        service,
        targetGroup: TARGET_GROUP,
        cluster: this.cluster,
        clock,
        balancer: this.balancer,
        alarms: this.alarms,
        journal: this.journal,
        faults: this.faults,
        tell,
        say: (_, line) => this.said.push(line),
        startTask: this.tasks.start,
      },
      structuredClone(rolling),
    );
    void this.watch();
  }

  /** Resolves once the tasks of the first apply are healthy. */
  public async ready(): Promise<void> {
    await this.clock.play(this.deployer.ready(this.over.signal));
  }

  /** The faults befall a release from now on. */
  public befall(version = "v1"): void {
    this.faults.begin(`release-${version}`);
  }

  /** Begins to release a revision, by default on top of the first apply: time stands still. */
  public begin(version = "v1", revision: DeployedRevision = this.revision(2)): Promise<DeploymentResult> {
    const release = `release-${version}`;
    this.befall(version);
    this.deployer.update({ revision }, { release, version });
    const ended = this.deployer.follow(release);
    if (!ended) throw new Error("no deployment is under way");
    return ended;
  }

  /** Releases a revision to its end, once the tasks of the original are healthy. */
  public async deploy(version = "v1", revision?: DeployedRevision): Promise<DeploymentResult> {
    await this.ready();
    return this.clock.play(this.begin(version, revision));
  }

  /** A revision as it is deployed. */
  public revision(number: number, changes: Partial<TaskDefinition> = {}): DeployedRevision {
    const own = this.model.taskDefinitions.find((one) => one.revision === number) ?? definition(number);
    return { arn: arnOf(number), definition: { ...own, ...changes } };
  }

  public of<Type extends Told["type"]>(type: Type): Extract<Told, { type: Type }>[] {
    return this.told.filter((event): event is Extract<Told, { type: Type }> => event.type === type);
  }

  /** What ECS has said of the service, the oldest first, with every id made alike. */
  public get events(): string[] {
    return [...this.deployer.events.all].reverse().map(({ message }) =>
      message
        .replace(/^\(service shop(, taskSet ecs-svc\/\d+)?\) /, "")
        .replaceAll(TARGET_GROUP.arn, "web")
        .replaceAll(/[0-9a-f]{32}/g, "…")
        .replaceAll(/ecs-svc\/\d{19}/g, "ecs-svc/…"),
    );
  }

  /** Versions of the tasks that have not stopped. */
  public get running(): string[] {
    return this.tasks.running.sort();
  }

  /** Moments at which a bound was not held. */
  public get violations(): Moment[] {
    const { sizes } = this.deployer.service;
    return this.moments.filter(({ all, healthy }) => all > mostTasks(sizes) || healthy < leastHealthy(sizes));
  }

  public async close(): Promise<void> {
    open.delete(this);
    this.over.abort();
    await this.clock.play(this.deployer.close());
    this.alarms.close();
  }

  /** Counts the tasks each second, as the load balancer and the runtime have them. */
  private async watch(): Promise<void> {
    await this.deployer.ready(this.over.signal);
    while (!this.over.signal.aborted) {
      const all = this.tasks.started.filter(({ stopped }) => !stopped);
      const healthy = all.filter(({ id }) => this.balancer.targetState("web", id) === "healthy");
      this.moments.push({ at: this.clock.now(), all: all.length, healthy: healthy.length });
      await this.clock.after(1000, this.over.signal);
    }
  }
}

/** Keeps in memory what a journal keeps on disk, which takes longer than all the rest. */
class PaperJournal extends Journal {
  constructor(private readonly states: RehearsalState[]) {
    super("/nonexistent");
  }

  public override get state(): RehearsalState | undefined {
    return this.states.at(-1);
  }

  public override write(state: RehearsalState): void {
    this.states.push(structuredClone(state));
  }

  public override update(change: Partial<RehearsalState>): void {
    if (this.state) this.write({ ...this.state, ...change });
  }
}
