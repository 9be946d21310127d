import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { UserError } from "../../config/user-error";
import type { Clock } from "../clock";
import { MAX_HEADER_BYTES } from "./connections";
import { Exchange } from "./exchange";
import { hasBody } from "./headers";
import type { LoadBalancerMetrics } from "./metrics";
import type { ListenerKind, LoadBalancerModel } from "./model";
import { type OwnStatusCode, sendOwnAnswer } from "./own-answer";
import { Rotation } from "./rotation";
import type { ProxyError } from "./route";
import { boundTarget } from "./stickiness";
import type { TargetGroup } from "./target-group";
import { responseTo, type UpgradeRequest } from "./upgrade";

const HOST = "127.0.0.1";

/** What the listeners of a load balancer share. */
export interface ListenerSurroundings {
  readonly model: LoadBalancerModel;
  readonly targetGroups: ReadonlyMap<string, TargetGroup>;
  readonly clock: Clock;
  readonly metrics: LoadBalancerMetrics;
  readonly onProxyError: (error: ProxyError) => void;
}

/** A port on 127.0.0.1, and the weights by which its requests are forwarded. */
export class Listener {
  public rotation = new Rotation({});
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly kind: ListenerKind,
    private readonly surroundings: ListenerSurroundings,
  ) {
    this.server = createServer({
      // A client may take longer than the idle time-out over a body, as long as it sends.
      requestTimeout: 0,
      // Of this machine's time: a client that keeps a connection must not find it closed sixty times sooner.
      keepAliveTimeout: surroundings.model.idleTimeoutSeconds * 1000,
      maxHeaderSize: MAX_HEADER_BYTES,
      noDelay: true,
    });
    this.server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
    this.server.on("request", (request, response) => this.forward(request, response));
    this.server.on("upgrade", (request, socket, head) => this.forwardUpgrade(request, socket, head));
    this.server.on("clientError", (_error, socket) => this.refuse(socket));
  }

  /**
   * @param port @default - a free one
   * @throws UserError where the port cannot be had
   */
  public async listen(port = 0): Promise<void> {
    this.server.listen(port, HOST);
    await once(this.server, "listening").catch((error) => {
      throw portError(port, error);
    });
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, "close");
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Sends a request to the target whose turn it is. */
  private forward(request: IncomingMessage, response: ServerResponse, upgrade?: UpgradeRequest): void {
    const { targetGroups, clock, metrics } = this.surroundings;
    const name = this.rotation.next();
    const targetGroup = name === undefined ? undefined : targetGroups.get(name);
    const target = targetGroup?.next(boundTarget(request.headers.cookie, targetGroup.model));
    const tellFailure = (statusCode: OwnStatusCode, reason: string) =>
      this.surroundings.onProxyError({
        listener: this.kind,
        targetGroup: name,
        targetId: target?.target.id,
        statusCode,
        reason,
      });
    if (!targetGroup || !target) {
      metrics.ownAnswer(503);
      tellFailure(503, name === undefined ? "no target group has a weight" : "no target is in service");
      sendOwnAnswer(response, 503);
      return;
    }
    new Exchange({ targetGroup, target, clock, metrics, tellFailure }, request, response, upgrade).start();
  }

  private forwardUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => undefined);
    // Node no longer reads a body here; the one protocol in use that is asked for with a body is HTTP/2 in the clear.
    if (hasBody(request)) {
      this.refuse(socket);
      return;
    }
    const upgrade = { protocol: request.headers.upgrade ?? "", socket: request.socket, head };
    this.forward(request, responseTo(request), upgrade);
  }

  /**
   * Answers what is not HTTP.
   *
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-400-issues
   */
  private refuse(socket: Duplex): void {
    if (!socket.writable) return;
    this.surroundings.metrics.ownAnswer(400);
    socket.end("HTTP/1.1 400 Bad Request\r\nServer: awselb/2.0\r\nConnection: close\r\n\r\n");
  }
}

function portError(port: number, error: NodeJS.ErrnoException): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new UserError(
        `port ${port} is in use: end the program that listens on it, or choose another with --port`,
      );
    case "EACCES":
      return new UserError(
        `port ${port} cannot be opened without more rights: choose one of 1024 to 65535 with --port`,
      );
    default:
      return error;
  }
}
