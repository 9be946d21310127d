import { leastHealthy, mostTasks, type Sizes } from "./sizes";

/** A task as the scheduler looks at it. */
export interface PlannedTask {
  readonly id: string;
  /** Which deployment it is of: the primary one, one before it, or one that has failed. */
  readonly of: "primary" | "active" | "failed";
  readonly phase: "starting" | "running" | "stopping";
  /** Whether its checks pass. */
  readonly isHealthy: boolean;
  /** Whether it is to be replaced, because its checks fail. */
  readonly isIll: boolean;
  /** Container instance. @default - it runs on Fargate */
  readonly instance?: string;
}

export interface Situation extends Sizes {
  readonly tasks: readonly PlannedTask[];
  /** The primary deployment has failed, and nothing is put back: no task is started or stopped for it. */
  readonly isStalled: boolean;
  /** Whether there was room for the last task that was to be placed. */
  readonly hasRoom: boolean;
}

/** What the scheduler does next. */
export interface Plan {
  readonly stop: readonly string[];
  /** Tasks of the primary deployment to start, as far as there is room for them. */
  readonly start: number;
  /** The percentages let no task be started or stopped. */
  readonly isStuck: boolean;
}

/**
 * What ECS's scheduler does, each time that it looks: it stops whatever the minimum lets it, and starts whatever the maximum
 * lets it. A task that is being stopped counts as one until it is gone.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-options.html for an example of both percentages
 */
export function plan(situation: Situation): Plan {
  const { tasks, desired, isStalled } = situation;
  if (isStalled) return { stop: [], start: 0, isStuck: false };
  const living = tasks.filter(({ phase }) => phase !== "stopping");
  const stop = new Stops(living, leastHealthy(situation));
  const own = living.filter((task) => task.of === "primary" && !task.isIll);
  const missing = desired - own.length;
  const room = mostTasks(situation) - tasks.length;

  for (const task of living.filter((task) => task.of === "failed" && !task.isHealthy)) stop.add(task);
  stop.unhealthy(living.filter((task) => task.of === "active"));
  stop.healthy(living.filter((task) => task.of !== "primary"));
  stop.surplus(own, -missing);
  const ill = living.filter((task) => task.of === "primary" && task.isIll);
  stop.unhealthy(ill);
  // Where nothing can be started beside it, one that is ill makes room for its replacement.
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
  const isBlocked = room <= 0 || !situation.hasRoom;
  const [first] = ill;
  if (first && isBlocked && stop.ids.length === 0 && living.length === tasks.length) stop.add(first);

  const start = Math.max(0, Math.min(missing, room));
  const isAtRest = living.length === tasks.length && living.every(({ isHealthy }) => isHealthy);
  return { stop: stop.ids, start, isStuck: missing > 0 && room <= 0 && stop.ids.length === 0 && isAtRest };
}

/** Tasks that are stopped next, and how many are healthy without them. */
class Stops {
  private readonly chosen = new Set<string>();
  private left: number;

  constructor(
    living: readonly PlannedTask[],
    private readonly least: number,
  ) {
    this.left = living.filter(isWell).length;
  }

  public get ids(): readonly string[] {
    return [...this.chosen];
  }

  public add(task: PlannedTask): void {
    if (this.chosen.has(task.id)) return;
    this.chosen.add(task.id);
    if (isWell(task)) this.left -= 1;
  }

  /** Those that are not healthy go once enough others are. */
  public unhealthy(tasks: readonly PlannedTask[]): void {
    if (this.left < this.least) return;
    for (const task of tasks) if (!isWell(task)) this.add(task);
  }

  /**
   * As many healthy ones as the minimum lets go, each from where the most of them are.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-service-parameters.html
   */
  public healthy(tasks: readonly PlannedTask[]): void {
    const left = tasks.filter(isWell);
    while (left.length > 0 && this.left > this.least) {
      const beside = ({ instance }: PlannedTask) => left.filter((one) => one.instance === instance).length;
      const fullest = left.reduce((most, task) => (beside(task) > beside(most) ? task : most));
      this.add(fullest);
      left.splice(left.indexOf(fullest), 1);
    }
  }

  /** So many of more tasks than are desired, first those that nobody would miss. */
  public surplus(own: readonly PlannedTask[], count: number): void {
    const spare = [...own].sort((one, other) => Number(isWell(one)) - Number(isWell(other)));
    for (const task of spare.slice(0, Math.max(0, count))) {
      if (isWell(task) && this.left <= this.least) return;
      this.add(task);
    }
  }
}

function isWell({ isHealthy, isIll }: PlannedTask): boolean {
  return isHealthy && !isIll;
}
