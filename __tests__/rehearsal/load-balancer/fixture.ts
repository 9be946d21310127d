import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, type RequestListener, request } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { type Clock, SpedUpClock } from "../../../rehearsal/clock";
import type { MetricId } from "../../../rehearsal/cloudwatch/model";
import { createLoadBalancer, type ProxyError } from "../../../rehearsal/load-balancer";
import type {
  HealthCheckModel,
  LoadBalancer,
  Target,
  TargetGroupModel,
} from "../../../rehearsal/load-balancer/model";

export interface Datum extends MetricId {
  readonly value: number;
  readonly at: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface AskOptions {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly agent?: Agent;
}

export const HEALTH_CHECK: HealthCheckModel = {
  path: "/health",
  intervalSeconds: 1,
  timeoutSeconds: 1,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  matcher: "200",
};

export function targetGroup(name: string, changes: Partial<TargetGroupModel> = {}): TargetGroupModel {
  return {
    name,
    arn: `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/${name}/0123`,
    arnSuffix: `targetgroup/${name}/0123`,
    healthCheck: HEALTH_CHECK,
    deregistrationDelaySeconds: 300,
    stickiness: { enabled: false, cookieDuration: 86400 },
    ...changes,
  };
}

/** A load balancer with what stands behind it; `close` leaves nothing open. */
export class Bench {
  private readonly servers: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];
  private count = 0;

  private constructor(
    readonly balancer: LoadBalancer,
    readonly data: readonly Datum[],
    readonly errors: readonly ProxyError[],
    readonly clock: Clock,
  ) {}

  public static async start(
    groups: readonly TargetGroupModel[] = [targetGroup("blue"), targetGroup("green")],
    { speed = 100, idleTimeoutSeconds = 60 } = {},
  ): Promise<Bench> {
    const clock = new SpedUpClock(speed);
    const data: Datum[] = [];
    const errors: ProxyError[] = [];
    const balancer = await createLoadBalancer({
      model: { name: "app", arnSuffix: "app/app/4567", dnsName: "app.example", idleTimeoutSeconds },
      targetGroups: groups,
      listeners: { production: {}, test: {} },
      clock,
      metrics: { put: (metric, value, at) => data.push({ ...metric, value, at }) },
      onProxyError: (error) => errors.push(error),
    });
    return new Bench(balancer, data, errors, clock);
  }

  /** An HTTP target that passes its checks; without a listener it answers with its version. */
  public async serve(version: string, listener?: RequestListener): Promise<Target> {
    const answer = listener ?? ((_request, response) => response.end(version));
    const server = createServer((request, response) =>
      request.url === HEALTH_CHECK.path ? response.end() : answer(request, response),
    );
    return this.listen(server, version);
  }

  /** A target that does with a connection what it likes. */
  public serveTcp(onConnection: (socket: Socket) => void): Promise<Target> {
    return this.listen(createTcpServer(onConnection), "raw");
  }

  public async listen(server: Server, version: string): Promise<Target> {
    const sockets = new Set<Socket>();
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    this.servers.push({ server, sockets });
    this.count += 1;
    const { port } = server.address() as AddressInfo;
    return { id: `task-${this.count}`, host: "127.0.0.1", port, version };
  }

  /** A port that nothing listens on. */
  public async closedTarget(): Promise<Target> {
    const target = await this.serve("gone");
    await this.stop(target);
    return target;
  }

  public async stop({ port }: Target): Promise<void> {
    const found = this.servers.find(({ server }) => (server.address() as AddressInfo | null)?.port === port);
    if (found) await stop(found);
  }

  /** Registers targets with a target group that has all the traffic, and waits until they are healthy. */
  public async inService(group: string, ...targets: readonly Target[]): Promise<void> {
    for (const target of targets) this.balancer.register(group, target);
    this.balancer.forward("production", { [group]: 100 });
    await this.healthy(group, ...targets);
  }

  public async healthy(group: string, ...targets: readonly Target[]): Promise<void> {
    const limit = AbortSignal.timeout(5000);
    for (const { id } of targets) expect(await this.balancer.healthy(group, id, limit)).toBe(true);
  }

  /** Registers a target that fails its checks, so that requests come to it as the load balancer fails open. */
  public async failOpen(group: string, target: Target): Promise<void> {
    this.balancer.forward("production", { [group]: 100 });
    this.balancer.register(group, { ...target, fault: () => ({ unhealthy: true }) });
    await until(() => this.balancer.targetState(group, target.id) === "unhealthy");
  }

  public url(path = "/"): string {
    return `http://127.0.0.1:${this.balancer.port("production")}${path}`;
  }

  public async ask({ path, body, ...options }: AskOptions = {}): Promise<Answer> {
    const sent = request(this.url(path), { agent: false, ...options });
    sent.end(body);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      body: Buffer.concat(chunks).toString(),
    };
  }

  /** Bodies of so many answers, and how often each came. */
  public async tally(requests: number): Promise<Record<string, number>> {
    const agent = new Agent({ keepAlive: true });
    const tally: Record<string, number> = {};
    for (let sent = 0; sent < requests; sent++) {
      const { body } = await this.ask({ agent });
      tally[body] = (tally[body] ?? 0) + 1;
    }
    agent.destroy();
    return tally;
  }

  public sum(name: string, ...dimensions: readonly string[]): number {
    return this.of(name, ...dimensions).reduce((sum, { value }) => sum + value, 0);
  }

  /** Data of a metric that has exactly these dimensions. */
  public of(name: string, ...dimensions: readonly string[]): Datum[] {
    const wanted = [...dimensions].sort().join();
    return this.data.filter(
      (one) => one.name === name && Object.keys(one.dimensions).sort().join() === wanted,
    );
  }

  public async close(): Promise<void> {
    await this.balancer.close();
    await Promise.all(this.servers.map(stop));
  }
}

async function stop({ server, sockets }: { server: Server; sockets: Set<Socket> }): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
}

/** Resolves once something is so that tells no event of its own. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`still not so: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A promise, and what resolves it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
