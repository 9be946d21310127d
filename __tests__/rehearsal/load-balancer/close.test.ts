import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer } from "node:net";
import WebSocket, { WebSocketServer } from "ws";
import { UserError } from "../../../config/user-error";
import { SpedUpClock } from "../../../rehearsal/clock";
import { createLoadBalancer } from "../../../rehearsal/load-balancer";
import { Bench, gate, until } from "./fixture";

const MODEL = { name: "app", arnSuffix: "app/app/1", dnsName: "app.example", idleTimeoutSeconds: 60 };

function open(listeners: Parameters<typeof createLoadBalancer>[0]["listeners"]) {
  const clock = new SpedUpClock(60);
  return createLoadBalancer({ model: MODEL, targetGroups: [], listeners, clock, metrics: { put() {} } });
}

/** Sockets and timers that keep this process from ending. */
function held(): string[] {
  return process.getActiveResourcesInfo().filter((name) => /^(TCP|Timeout)/.test(name));
}

/** Those that were not there before. */
function heldSince(before: readonly string[]): string[] {
  const known = [...before];
  return held().filter((name) => {
    const at = known.indexOf(name);
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
}

describe("a load balancer", () => {
  test("leaves no socket and no timer open", async () => {
    const before = held();
    const bench = await Bench.start();
    const [met, hangs] = [gate(), gate()];
    const target = await bench.serve("v1", (request, response) => {
      if (request.url !== "/hang") return response.end();
      return met.open();
    });
    const server = await bench.serve("late");
    await bench.inService("blue", { ...target }, { ...server, fault: () => ({ latencyMs: 60_000 }) });
    const idle = connect(bench.balancer.port("production") ?? 0, "127.0.0.1");
    await once(idle, "connect");
    const failed = [1, 2, 3, 4].map(() => bench.ask({ path: "/hang" }).catch(() => hangs.open()));
    await met.opened;
    await bench.close();
    await Promise.all(failed);
    if (!idle.destroyed) await once(idle, "close").catch(() => undefined);
    await until(() => heldSince(before).length === 0);
  });

  test("can be closed with a WebSocket open", async () => {
    const bench = await Bench.start();
    const server = createHttpServer((_request, response) => response.end());
    new WebSocketServer({ server });
    await bench.inService("blue", await bench.listen(server, "ws"));
    const socket = new WebSocket(bench.url().replace("http", "ws"));
    await once(socket, "open");
    const closed = once(socket, "close");
    await bench.close();
    await closed;
  });

  test("can do without a test listener", async () => {
    const balancer = await open({ production: {} });
    expect([balancer.port("production"), balancer.port("test")]).toEqual([expect.any(Number), undefined]);
    expect(() => balancer.forward("test", {})).toThrow("the load balancer has no test listener");
    await balancer.close();
  });

  test("fails where a port is taken, and lets go of the other", async () => {
    const before = held();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const opening = open({ production: {}, test: { port } });
    await expect(opening).rejects.toThrow(UserError);
    await expect(opening).rejects.toThrow(
      `port ${port} is in use: end the program that listens on it, or choose another with --port`,
    );
    taken.close();
    await once(taken, "close");
    await until(() => heldSince(before).length === 0);
  });
});
