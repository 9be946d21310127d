import { randomUUID } from "node:crypto";

/** An event of a service, as DescribeServices tells it. */
export interface ServiceEvent {
  readonly id: string;
  /** AWS milliseconds since the epoch. */
  readonly createdAt: number;
  readonly message: string;
}

/** As many as ECS shows. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html */
const MOST = 100;

/**
 * What ECS says of a service, in its own words.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
export class ServiceEvents {
  private readonly told: ServiceEvent[] = [];
  private readonly open = new Set<string>();

  constructor(
    private readonly service: string,
    private readonly now: () => number,
    private readonly say: (message: string) => void,
  ) {}

  /** Newest first. */
  public get all(): readonly ServiceEvent[] {
    return this.told;
  }

  /**
   * @param text what is behind the service's name
   * @param taskSet id of the deployment whose tasks it is about. @default - the whole service
   */
  public add(text: string, taskSet?: string): void {
    const who = taskSet === undefined ? this.service : `${this.service}, taskSet ${taskSet}`;
    const message = `(service ${who}) ${text}`;
    this.told.unshift({ id: randomUUID(), createdAt: this.now(), message });
    this.told.length = Math.min(this.told.length, MOST);
    this.say(message);
  }

  /** Says something once, and not again before it is {@link resolve}d. */
  public addOnce(cause: string, text: string): void {
    if (this.open.has(cause)) return;
    this.open.add(cause);
    this.add(text);
  }

  public resolve(cause: string): void {
    this.open.delete(cause);
  }

  public started(tasks: readonly string[]): void {
    if (tasks.length > 0) this.add(`has started ${tasks.length} tasks: ${named(tasks)}.`);
  }

  /** @param pending how many of them had not come up yet */
  public stopped(taskSet: string, targetGroup: string, running: readonly string[], pending: number): void {
    if (pending > 0) this.add(`stopped ${pending} pending tasks.`);
    if (running.length === 0) return;
    this.add(`has stopped ${running.length} running tasks: ${named(running)}.`);
    this.add(`deregistered ${running.length} targets in (target-group ${targetGroup})`);
    this.add(`has begun draining connections on ${running.length} tasks.`, taskSet);
  }
}

function named(tasks: readonly string[]): string {
  return tasks.map((task) => `(task ${task})`).join(" ");
}
