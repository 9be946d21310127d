import { randomBytes } from "node:crypto";
import { type InstanceSize, sizeOf } from "../../../modules/ecs/instance-size";
import type { Clock } from "../../clock";
import type { CapacityModel } from "../../stack/model";
import type { Cluster, Placement } from "./cluster";
import type { Needs } from "./needs";

/**
 * AWS milliseconds until an instance that is needed takes tasks: a minute until the metric of the capacity provider is seen,
 * and two until the instance has booted and joined the cluster. AWS promises no time.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-cluster-speed-up-ec2.html
 */
export const LAUNCH_MS = 3 * 60_000;

/** A type whose size nobody knows has room for whatever its ports let it take. */
const UNKNOWN: InstanceSize = { cpu: Number.POSITIVE_INFINITY, memory: Number.POSITIVE_INFINITY };

export interface ContainerInstancesProps {
  readonly model: CapacityModel;
  readonly clock: Clock;
  readonly say: (line: string) => void;
  /** Ends every launch. */
  readonly signal: AbortSignal;
}

/** An Auto Scaling group of container instances, each with CPU, memory and ports that tasks take. */
export class ContainerInstances implements Cluster {
  private readonly instances = new Map<string, Map<string, Needs>>();
  private readonly each: InstanceSize;
  private launching = 0;

  /** @param size instances that there are at the beginning */
  constructor(
    private readonly props: ContainerInstancesProps,
    size: number,
  ) {
    this.each = sizeOf(props.model.instanceType) ?? UNKNOWN;
    for (let count = 0; count < size; count++) this.join();
  }

  public get size(): number {
    return this.instances.size;
  }

  /**
   * On the instance with the fewest tasks, of those that have what it needs.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-service-parameters.html
   */
  public place(task: string, needs: Needs): Placement {
    const all = [...this.instances].sort(([, one], [, other]) => one.size - other.size);
    const [found] = all.find(([, tasks]) => this.lacking(tasks, needs) === undefined) ?? [];
    if (found === undefined) return { refusal: this.refusal(all, needs) };
    this.instances.get(found)?.set(task, needs);
    return { instance: found };
  }

  public free(task: string): void {
    for (const tasks of this.instances.values()) tasks.delete(task);
  }

  /**
   * Launches as many as keep the share in use that the capacity provider is to have, a step at a time.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-scaling-behavior.html
   */
  public scale(unplaced: number, needs: Needs): void {
    const { scaling, maxSize } = this.props.model;
    if (!scaling) return;
    const used = [...this.instances.values()].filter(({ size }) => size > 0).length;
    const missing =
      sizeFor(used + instancesFor(unplaced, this.each, needs), scaling.targetCapacity) - this.coming;
    if (missing <= 0 || this.launching > 0) return;
    const step = Math.min(Math.max(missing, scaling.minimumStep), scaling.maximumStep);
    this.launch(Math.min(step, maxSize - this.coming));
  }

  public lose(instance: string): readonly string[] {
    const tasks = [...(this.instances.get(instance)?.keys() ?? [])];
    if (!this.instances.delete(instance)) return [];
    this.props.say(`the container instance ${instance} is gone, with ${tasks.length} tasks`);
    // The group holds the number of instances that it should have.
    this.launch(1);
    return tasks;
  }

  private get coming(): number {
    return this.instances.size + this.launching;
  }

  private launch(count: number): void {
    const { clock, signal, model, say } = this.props;
    if (count <= 0) return;
    this.launching += count;
    say(`the Auto Scaling group ${model.group} launches ${count} more`);
    void clock.after(LAUNCH_MS, signal).then(() => {
      if (signal.aborted) return;
      this.launching -= count;
      for (let joined = 0; joined < count; joined++) this.join();
    });
  }

  private join(): void {
    this.instances.set(randomBytes(16).toString("hex"), new Map());
  }

  private lacking(tasks: ReadonlyMap<string, Needs>, needs: Needs): string | undefined {
    const taken = [...tasks.values()];
    const ports = taken.flatMap(({ hostPorts }) => hostPorts);
    if (needs.hostPorts.some((port) => ports.includes(port)))
      return "is already using a port required by your task";
    const left = (what: "cpu" | "memory") => this.each[what] - taken.reduce((sum, one) => sum + one[what], 0);
    if (left("cpu") < needs.cpu) return "has insufficient CPU units available";
    if (left("memory") < needs.memory) return "has insufficient memory available";
    return undefined;
  }

  /** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
  private refusal(all: readonly (readonly [string, ReadonlyMap<string, Needs>])[], needs: Needs): string {
    const [closest] = all;
    const why = "because no container instance met all of its requirements.";
    if (!closest) return `${why} Reason: No Container Instances were found in your cluster.`;
    return `${why} The closest matching (container-instance ${closest[0]}) ${this.lacking(closest[1], needs)}.`;
  }
}

/** Instances that the group has once managed scaling has had its way with the tasks of a service. */
export function settledSize(model: CapacityModel, tasks: number, needs: Needs): number {
  const { minSize, maxSize, desiredCapacity, scaling } = model;
  const least = Math.max(minSize, desiredCapacity);
  if (!scaling) return least;
  const used = instancesFor(tasks, sizeOf(model.instanceType) ?? UNKNOWN, needs);
  return Math.min(maxSize, Math.max(least, sizeFor(used, scaling.targetCapacity)));
}

/** Instances of which so many are the share that is to be in use. */
function sizeFor(used: number, targetCapacity: number): number {
  return Math.ceil((100 * used) / targetCapacity);
}

/** Instances that so many equal tasks would fill; none where not even one fits on an instance. */
function instancesFor(tasks: number, each: InstanceSize, { cpu, memory, hostPorts }: Needs): number {
  const byPort = hostPorts.length > 0 ? 1 : tasks;
  const on = Math.min(byPort, Math.floor(each.cpu / cpu), Math.floor(each.memory / memory));
  return on > 0 ? Math.ceil(tasks / on) : 0;
}
