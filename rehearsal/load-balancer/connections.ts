import { Client, type Dispatcher, Pool } from "undici";
import type { LoadBalancerModel, Target } from "./model";

/**
 * AWS's; it cannot be set.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-504-issues
 */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * As much as AWS takes.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 */
export const MAX_HEADER_BYTES = 64 * 1024;

/** A handler that wants to know whether its connection has carried a request before. */
export interface ConnectionAware extends Dispatcher.DispatchHandlers {
  onConnection(connection: Connection): void;
}

/** One connection to a target, which is opened again when it has been closed. */
export class Connection extends Client {
  /** Requests sent since it was last opened. */
  public sent = 0;

  constructor(origin: URL, options: object) {
    super(origin, options);
    this.on("connect", () => {
      this.sent = 0;
    });
  }

  public override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandlers) {
    (handler as Partial<ConnectionAware>).onConnection?.(this);
    return super.dispatch(options, handler);
  }
}

/** The connections to one target. */
export class Connections {
  /** Kept alive between requests. */
  public readonly kept: Pool;
  /** One for each request. */
  public readonly fresh: Pool;

  constructor({ host, port }: Target, { idleTimeoutSeconds }: LoadBalancerModel) {
    // Requests are answered in real time, whatever the clock does.
    const idleTimeout = idleTimeoutSeconds * 1000;
    const options: Pool.Options = {
      connectTimeout: Math.min(CONNECT_TIMEOUT_MS, idleTimeout),
      headersTimeout: idleTimeout,
      bodyTimeout: idleTimeout,
      maxHeaderSize: MAX_HEADER_BYTES,
      factory: (origin, options) => new Connection(origin, options),
    };
    const origin = `http://${host}:${port}`;
    this.kept = new Pool(origin, options);
    this.fresh = new Pool(origin, { ...options, pipelining: 0 });
  }

  /** Cuts what is still open. */
  public async close(reason: Error): Promise<void> {
    await Promise.all([this.kept.destroy(reason), this.fresh.destroy(reason)]);
  }
}
