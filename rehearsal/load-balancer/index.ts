import type { Clock } from "../clock";
import type { MetricSink } from "../cloudwatch/model";
import { Listener } from "./listener";
import { LoadBalancerMetrics } from "./metrics";
import type {
  ListenerKind,
  LoadBalancer,
  LoadBalancerModel,
  Target,
  TargetGroupModel,
  TargetState,
  Weights,
} from "./model";
import { Rotation } from "./rotation";
import type { ProxyError } from "./route";
import { TargetGroup } from "./target-group";

export type { ProxyError } from "./route";

const HOST_COUNT_INTERVAL_MS = 10_000;

export interface LoadBalancerOptions {
  readonly model: LoadBalancerModel;
  readonly targetGroups: readonly TargetGroupModel[];
  /** The listeners that the stack has, and the port of each on 127.0.0.1. @default - a free port */
  readonly listeners: Readonly<
    { production: { readonly port?: number } } & { test?: { readonly port?: number } }
  >;
  readonly clock: Clock;
  readonly metrics: MetricSink;
  /** Told of each request that no target answered. @default - nobody is told */
  readonly onProxyError?: (error: ProxyError) => void;
}

/**
 * An Application Load Balancer on this machine: real HTTP/1.1 on real ports, forwarded as AWS forwards it.
 *
 * @throws UserError where a port cannot be had
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html
 */
export async function createLoadBalancer(options: LoadBalancerOptions): Promise<LoadBalancer> {
  const { clock, listeners } = options;
  const targetGroups = new Map(
    options.targetGroups.map((model) => [model.name, new TargetGroup(model, options.model, clock)]),
  );
  const metrics = new LoadBalancerMetrics(options.model.arnSuffix, clock, options.metrics);
  const onProxyError = options.onProxyError ?? (() => undefined);
  const surroundings = { model: options.model, targetGroups, clock, metrics, onProxyError };

  const opened = new Map<ListenerKind, Listener>();
  const loadBalancer = new LocalLoadBalancer(opened, targetGroups, metrics, clock);
  try {
    for (const kind of ["production", "test"] as const) {
      const wanted = listeners[kind];
      if (!wanted) continue;
      const listener = new Listener(kind, surroundings);
      await listener.listen(wanted.port);
      opened.set(kind, listener);
    }
  } catch (error) {
    await loadBalancer.close();
    throw error;
  }
  return loadBalancer;
}

class LocalLoadBalancer implements LoadBalancer {
  private readonly closing = new AbortController();
  private readonly counting: Promise<void>;

  constructor(
    private readonly listeners: ReadonlyMap<ListenerKind, Listener>,
    private readonly targetGroups: ReadonlyMap<string, TargetGroup>,
    private readonly metrics: LoadBalancerMetrics,
    private readonly clock: Clock,
  ) {
    this.counting = this.countHosts();
  }

  public port(kind: ListenerKind): number | undefined {
    return this.listeners.get(kind)?.port;
  }

  public forward(kind: ListenerKind, weights: Weights): void {
    const listener = this.listener(kind);
    for (const name of Object.keys(weights)) this.targetGroup(name).use();
    listener.rotation = new Rotation(weights);
  }

  public weights(kind: ListenerKind): Weights {
    return this.listener(kind).rotation.weights;
  }

  public register(targetGroup: string, target: Target): void {
    this.targetGroup(targetGroup).register(target);
  }

  public deregister(targetGroup: string, targetId: string): Promise<void> {
    return this.targetGroup(targetGroup).deregister(targetId);
  }

  public targetState(targetGroup: string, targetId: string): TargetState | undefined {
    return this.targetGroup(targetGroup).state(targetId);
  }

  public async healthy(targetGroup: string, targetId: string, signal: AbortSignal): Promise<boolean> {
    return this.targetGroup(targetGroup).healthy(targetId, signal);
  }

  public async close(): Promise<void> {
    this.closing.abort();
    const reason = new Error("the rehearsal has ended");
    await Promise.all([...this.listeners.values()].map((listener) => listener.close()));
    await Promise.all([...this.targetGroups.values()].map((targetGroup) => targetGroup.close(reason)));
    await this.counting;
  }

  private async countHosts(): Promise<void> {
    while (!this.closing.signal.aborted) {
      for (const targetGroup of this.targetGroups.values()) {
        if (targetGroup.isEmpty) continue;
        this.metrics.hosts(targetGroup.model, targetGroup.count("healthy"), targetGroup.count("unhealthy"));
      }
      await this.clock.after(HOST_COUNT_INTERVAL_MS, this.closing.signal);
    }
  }

  private listener(kind: ListenerKind): Listener {
    const listener = this.listeners.get(kind);
    if (listener) return listener;
    throw new Error(`the load balancer has no ${kind} listener`);
  }

  private targetGroup(name: string): TargetGroup {
    const targetGroup = this.targetGroups.get(name);
    if (targetGroup) return targetGroup;
    const known = [...this.targetGroups.keys()].join(", ");
    throw new Error(`"${name}" is no target group of the load balancer, which has ${known}`);
  }
}
