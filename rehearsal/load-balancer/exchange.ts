import type { IncomingMessage, ServerResponse } from "node:http";
import { type Duplex, PassThrough } from "node:stream";
import type { Dispatcher } from "undici";
import type { Connection, ConnectionAware } from "./connections";
import { failureOf, isClosedConnection } from "./failure";
import { hasBody, headersToClient, headersToTarget, type RawHeaders } from "./headers";
import { TARGET_HEADER, USER_HEADER } from "./model";
import { sendOwnAnswer } from "./own-answer";
import type { InFlight, RegisteredTarget } from "./registered-target";
import type { Route } from "./route";
import { bindingCookies } from "./stickiness";
import { joinSockets, type UpgradeRequest } from "./upgrade";

const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** One request, from the client to its target and back. */
export class Exchange implements ConnectionAware, InFlight {
  private readonly target: RegisteredTarget;
  private readonly startedAt = performance.now();
  private readonly body: PassThrough | undefined;
  private delay: NodeJS.Timeout | undefined;
  private connection: Connection | undefined;
  private isReused = false;
  private hasAnswerBegun = false;
  private hasRetried = false;
  private hasEnded = false;
  private abort: ((reason: Error) => void) | undefined;

  constructor(
    private readonly route: Route,
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly upgrade?: UpgradeRequest,
  ) {
    this.target = route.target;
    this.body = hasBody(request) ? new PassThrough() : undefined;
  }

  public start(): void {
    const { response, target, route } = this;
    route.metrics.request(route.targetGroup.model);
    target.begin(this);
    response.on("close", () => this.onClientClosed());
    // A client that is gone is told by "close".
    response.on("error", () => undefined);

    const { fault } = target;
    const go = () => (target.owesError(fault) ? this.answerFault() : this.send());
    if (fault.latencyMs) this.delay = setTimeout(go, fault.latencyMs);
    else go();
  }

  public cut(reason: Error): void {
    if (this.abort) this.abort(reason);
    else this.fail(reason);
  }

  private send(): void {
    const { request, route, upgrade } = this;
    // Not the request itself: undici destroys a body that it has not sent to its end, the client's connection with it.
    if (this.body) request.pipe(this.body);
    const pool = this.hasRetried ? this.target.connections.fresh : this.target.connections.kept;
    pool.dispatch(
      {
        path: request.url ?? "/",
        method: request.method as Dispatcher.HttpMethod,
        headers: headersToTarget(request, route.clock.now()),
        body: this.body,
        upgrade: upgrade?.protocol,
      },
      this,
    );
  }

  public onConnection(connection: Connection): void {
    this.connection = connection;
  }

  public onConnect(abort: (reason?: Error) => void): void {
    if (this.hasEnded) {
      abort();
      return;
    }
    this.abort = abort;
    if (!this.connection) return;
    this.isReused = this.connection.sent > 0;
    this.connection.sent += 1;
  }

  public onResponseStarted(): void {
    this.hasAnswerBegun = true;
  }

  public onHeaders(statusCode: number, received: Buffer[], resume: () => void, reason: string): boolean {
    if (statusCode < 200) return true;
    this.response.writeHead(statusCode, reason, [...headersToClient(received), ...this.ownHeaders()]);
    this.response.on("drain", resume);
    this.count(statusCode);
    return true;
  }

  public onData(chunk: Buffer): boolean {
    return this.response.write(chunk);
  }

  public onComplete(): void {
    this.end();
    this.response.end();
  }

  public onUpgrade(_statusCode: number, received: Buffer[] | string[] | null, socket: Duplex): void {
    const headers = headersToClient(
      (received ?? []).map((part) => Buffer.from(part)),
      true,
    );
    if (!this.upgrade) return;
    this.abort = (reason) => socket.destroy(reason);
    this.response.removeAllListeners("close");
    this.response.detachSocket(this.request.socket);
    joinSockets(this.upgrade, [...headers, ...this.ownHeaders()], socket, () => this.end());
  }

  public onError(error: Error): void {
    if (this.hasEnded) return;
    if (this.canRetry(error)) {
      this.hasRetried = true;
      this.abort = undefined;
      this.send();
      return;
    }
    const neverConnected = !this.abort && failureOf(error).statusCode !== 400;
    if (neverConnected) this.route.metrics.targetConnectionError(this.route.targetGroup.model);
    this.fail(error);
  }

  private fail(error: Error): void {
    this.end();
    const { route, response } = this;
    const { statusCode, reason } = failureOf(error);
    route.tellFailure(statusCode, reason);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    route.metrics.ownAnswer(statusCode);
    sendOwnAnswer(response, statusCode, this.ownHeaders());
  }

  /**
   * AWS answers 502 where a target closes an idle connection just as a request is sent over it. Whether that happens
   * is a race that this machine runs otherwise than AWS's network does, so that it says nothing of the release: what
   * can be sent again is sent again, once.
   *
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-502-issues
   */
  private canRetry(error: Error): boolean {
    const isSafe = IDEMPOTENT.has(this.request.method ?? "") && !this.body && !this.upgrade;
    const wasIdle = this.isReused && !this.hasAnswerBegun && !this.hasRetried;
    return isSafe && wasIdle && isClosedConnection(error);
  }

  /** Counted as if the target itself had answered so. */
  private answerFault(): void {
    const body = "Internal Server Error";
    this.count(500);
    this.end();
    this.response.writeHead(500, body, [
      ...["Content-Type", "text/plain", "Content-Length", String(body.length)],
      ...this.ownHeaders(),
    ]);
    this.response.end(body);
  }

  /** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-460-issues */
  private onClientClosed(): void {
    if (this.hasEnded) return;
    this.end();
    if (!this.response.headersSent) this.route.metrics.ownAnswer(460);
    this.abort?.(new Error("the client has closed the connection"));
  }

  private count(statusCode: number): void {
    const seconds = (performance.now() - this.startedAt) / 1000;
    this.route.metrics.targetAnswer(this.route.targetGroup.model, statusCode, seconds);
  }

  private ownHeaders(): RawHeaders {
    const { model } = this.route.targetGroup;
    const { id, version } = this.target.target;
    const { enabled, cookieDuration } = model.stickiness;
    const asked = this.request.headers[USER_HEADER] !== undefined;
    return [
      ...(asked ? [TARGET_HEADER, `${model.name}/${version}`] : []),
      ...(enabled ? bindingCookies(model.name, id, this.route.clock.real(cookieDuration)) : []),
    ];
  }

  private end(): void {
    this.hasEnded = true;
    clearTimeout(this.delay);
    this.target.end(this);
  }
}
