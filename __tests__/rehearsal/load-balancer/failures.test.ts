import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { Bench } from "./fixture";

let bench: Bench;

afterEach(() => bench.close());

/** Speaks enough HTTP to pass a check, and hands every other request to `onRequest`. */
function rawTarget(onRequest: (socket: Socket, head: string) => void) {
  return bench.serveTcp((socket) =>
    socket.on("data", (data) => {
      const head = data.toString();
      if (head.startsWith("GET /health")) socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      else onRequest(socket, head);
    }),
  );
}

describe("a load balancer that gets no answer", () => {
  beforeEach(async () => {
    bench = await Bench.start();
  });

  test("says 503 where no target group has a weight", async () => {
    bench.balancer.forward("production", { blue: 0 });
    const answer = await bench.ask();
    expect(answer).toMatchObject({ status: 503, headers: { server: "awselb/2.0" } });
    expect(answer.body).toContain("<h1>503 Service Temporarily Unavailable</h1>");
    expect(bench.sum("HTTPCode_ELB_503_Count", "LoadBalancer")).toBe(1);
    expect(bench.of("RequestCount", "LoadBalancer")).toEqual([]);
  });

  test("says 503 where the target group has no target, or none that passed its first check", async () => {
    bench.balancer.forward("production", { blue: 1 });
    expect((await bench.ask()).status).toBe(503);
    bench.balancer.register("blue", await bench.closedTarget());
    expect((await bench.ask()).status).toBe(503);
    expect(bench.errors[0]).toEqual({
      listener: "production",
      targetGroup: "blue",
      targetId: undefined,
      statusCode: 503,
      reason: "no target is in service",
    });
  });

  test("says 502 where the connection is refused, and counts that", async () => {
    const target = await bench.closedTarget();
    await bench.failOpen("blue", target);
    const answer = await bench.ask({ headers: { "x-rehearsal-user": "1" } });
    expect(answer).toMatchObject({ status: 502, headers: { "x-rehearsal-target": "blue/gone" } });
    expect(bench.sum("HTTPCode_ELB_502_Count", "LoadBalancer")).toBe(1);
    expect(bench.sum("HTTPCode_ELB_5XX_Count", "LoadBalancer")).toBe(1);
    expect(bench.sum("TargetConnectionErrorCount", "LoadBalancer", "TargetGroup")).toBe(1);
    expect(bench.errors[0]?.reason).toMatch(/ECONNREFUSED/);
  });

  test.each([
    ["closed", (socket: Socket) => socket.destroy()],
    ["reset", (socket: Socket) => socket.resetAndDestroy()],
    ["malformed", (socket: Socket) => socket.write("NOT HTTP\r\n\r\n")],
    ["without a status", (socket: Socket) => socket.write("HTTP/1.1 abc OK\r\n\r\n")],
  ] as const)("says 502 where the answer is %s", async (_name, act) => {
    const target = await rawTarget(act);
    await bench.inService("blue", target);
    expect((await bench.ask()).status).toBe(502);
    expect(bench.sum("HTTPCode_ELB_502_Count", "LoadBalancer")).toBe(1);
    expect(bench.of("TargetConnectionErrorCount", "LoadBalancer")).toEqual([]);
  });

  test("cuts an answer short that its target cut short", async () => {
    const target = await rawTarget((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
      setImmediate(() => socket.destroy());
    });
    await bench.inService("blue", target);
    await expect(bench.ask()).rejects.toThrow("aborted");
    expect(bench.errors).toMatchObject([{ statusCode: 502, targetId: target.id }]);
    expect(bench.of("HTTPCode_ELB_5XX_Count", "LoadBalancer")).toEqual([]);
  });

  test("sends again what an idle connection lost that its target closed, unless that is not safe", async () => {
    const heads: string[] = [];
    let connections = 0;
    const target = await bench.serveTcp((socket) => {
      let answered = false;
      socket.on("data", (data) => {
        const head = data.toString();
        if (head.startsWith("GET /health")) return socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        heads.push(head.split(" ", 1)[0] ?? "");
        if (answered) return socket.resetAndDestroy();
        connections += 1;
        answered = true;
        return socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      });
    });
    await bench.inService("blue", target);
    expect((await bench.ask()).status).toBe(200);
    expect((await bench.ask()).status).toBe(200);
    expect([heads, connections]).toEqual([["GET", "GET", "GET"], 2]);

    expect((await bench.ask({ method: "POST", body: "1" })).status).toBe(200);
    expect((await bench.ask({ method: "POST", body: "2" })).status).toBe(502);
  });
});

describe("a load balancer with little time", () => {
  beforeEach(async () => {
    bench = await Bench.start(undefined, { idleTimeoutSeconds: 0.1 });
  });

  test("says 504 where the target is silent", async () => {
    const target = await bench.serve("silent", () => undefined);
    await bench.inService("blue", target);
    expect((await bench.ask()).status).toBe(504);
    expect(bench.sum("HTTPCode_ELB_504_Count", "LoadBalancer")).toBe(1);
    expect(bench.of("TargetResponseTime", "LoadBalancer")).toEqual([]);
  });

  test("says 504 where no connection comes about", async () => {
    const { port, close } = await fullBacklog();
    await bench.failOpen("blue", { id: "full", host: "127.0.0.1", port, version: "v1" });
    expect((await bench.ask()).status).toBe(504);
    expect(bench.sum("TargetConnectionErrorCount", "TargetGroup", "LoadBalancer")).toBe(1);
    await close();
  });
});

/** A port whose owner accepts nothing, and whose queue of connections is full. */
async function fullBacklog() {
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
     const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  const [port] = (await once(worker, "message")) as [number];
  const sockets = [1, 2, 3, 4].map(() => connect(port, "127.0.0.1").on("error", () => undefined));
  await Promise.all(sockets.slice(0, 2).map((socket) => once(socket, "connect")));
  return {
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await worker.terminate();
    },
  };
}
