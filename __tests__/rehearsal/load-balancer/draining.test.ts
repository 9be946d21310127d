import { once } from "node:events";
import { createServer } from "node:http";
import WebSocket, { WebSocketServer } from "ws";
import { Bench, gate, targetGroup } from "./fixture";

let bench: Bench;

afterEach(() => bench.close());

describe("a target that is deregistered", () => {
  test("ends its request in flight, and gets no other", async () => {
    bench = await Bench.start();
    const [met, finish] = [gate(), gate()];
    const slow = await bench.serve("slow", async (_request, response) => {
      response.write("begun ");
      met.open();
      await finish.opened;
      response.end("and done");
    });
    await bench.inService("blue", slow);
    const inFlight = bench.ask();
    await met.opened;
    await bench.inService("blue", await bench.serve("next"));

    let hasDrained = false;
    const drained = bench.balancer.deregister("blue", slow.id).then(() => {
      hasDrained = true;
    });
    expect(bench.balancer.targetState("blue", slow.id)).toBe("draining");
    expect(await bench.tally(5)).toEqual({ next: 5 });
    expect(hasDrained).toBe(false);
    finish.open();
    expect((await inFlight).body).toBe("begun and done");
    await drained;
    expect(bench.balancer.targetState("blue", slow.id)).toBeUndefined();
  });

  test("is cut off when the deregistration delay has passed", async () => {
    bench = await Bench.start([targetGroup("blue", { deregistrationDelaySeconds: 0.05 })]);
    const met = gate();
    const server = createServer((request, response) =>
      request.url === "/hang" ? met.open() : response.end(),
    );
    new WebSocketServer({ server });
    const target = await bench.listen(server, "v1");
    await bench.inService("blue", target);
    const socket = new WebSocket(bench.url().replace("http", "ws"));
    await once(socket, "open");
    const [closed, hanging] = [once(socket, "close"), bench.ask({ path: "/hang" })];
    await met.opened;
    const began = Date.now();
    await bench.balancer.deregister("blue", target.id);
    expect(Date.now() - began).toBeGreaterThanOrEqual(45);
    expect((await hanging).status).toBe(502);
    expect((await closed)[0]).toBe(1006);
    expect(bench.errors).toMatchObject([{ reason: "the deregistration delay has passed" }]);
  });

  test("is gone at once where it is idle, and can be deregistered again", async () => {
    bench = await Bench.start();
    const target = await bench.serve("v1");
    await bench.inService("blue", target);
    await bench.ask();
    await bench.balancer.deregister("blue", target.id);
    await bench.balancer.deregister("blue", target.id);
    expect((await bench.ask()).status).toBe(503);
  });

  test("never becomes healthy", async () => {
    bench = await Bench.start();
    const target = await bench.closedTarget();
    bench.balancer.forward("production", { blue: 1 });
    bench.balancer.register("blue", target);
    const healthy = bench.balancer.healthy("blue", target.id, new AbortController().signal);
    await bench.balancer.deregister("blue", target.id);
    expect(await healthy).toBe(false);
  });

  test("fails to be registered twice", async () => {
    bench = await Bench.start();
    const target = await bench.serve("v1");
    bench.balancer.register("blue", target);
    expect(() => bench.balancer.register("blue", target)).toThrow(/"task-1" is already registered/);
  });
});
