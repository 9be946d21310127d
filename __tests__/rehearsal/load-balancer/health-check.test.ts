import type { IncomingMessage } from "node:http";
import { HealthRecord, matches } from "../../../rehearsal/load-balancer/health";
import { Bench, HEALTH_CHECK, targetGroup, until } from "./fixture";

describe("a record of health checks", () => {
  test.each([
    ["+", "healthy", "a new target needs to pass once"],
    ["-", "initial", "a new target may fail less often than the threshold"],
    ["--", "initial", "a new target may fail less often than the threshold"],
    ["---", "unhealthy", "it may not fail as often"],
    ["+--", "healthy", "failures are counted"],
    ["+--+--", "healthy", "in a row"],
    ["+---", "unhealthy", "up to the threshold"],
    ["+---+", "unhealthy", "an unhealthy target needs to pass"],
    ["+---+-+", "unhealthy", "in a row"],
    ["+---++", "healthy", "up to the threshold"],
    ["---+", "unhealthy", "so does one that never was healthy"],
  ])("of %s makes it %s: %s", (checks, expected) => {
    const record = new HealthRecord({ ...HEALTH_CHECK, healthyThreshold: 2, unhealthyThreshold: 3 });
    expect([...checks].map((check) => record.add(check === "+")).at(-1)).toBe(expected);
  });

  test.each([
    ["200", [200], [201, 404]],
    ["200,202", [200, 202], [201]],
    ["200-299", [200, 250, 299], [199, 300]],
    ["200-204,301", [200, 204, 301], [205, 302]],
  ])("can be matched by %s", (matcher, pass, fail) => {
    expect(pass.map((code) => matches(matcher, code))).not.toContain(false);
    expect(fail.map((code) => matches(matcher, code))).not.toContain(true);
  });
});

describe("health checks", () => {
  let bench: Bench;

  afterEach(() => bench.close());

  test("ask as AWS does, over a connection of their own, at the interval", async () => {
    const check = { ...HEALTH_CHECK, path: "/ready?deep=1", intervalSeconds: 5, matcher: "201" };
    bench = await Bench.start([targetGroup("blue", { healthCheck: check })]);
    const asked: IncomingMessage[] = [];
    const target = await bench.serve("v1", (request, response) => {
      asked.push(request);
      response.writeHead(201).end();
    });
    const begun: number[] = [];
    const noted = { ...target, fault: () => ({ unhealthy: begun.push(bench.clock.now()) === 0 }) };
    await bench.inService("blue", noted);
    await until(() => asked.length >= 3);
    expect(asked[0]).toMatchObject({
      method: "GET",
      url: "/ready?deep=1",
      headers: {
        host: `127.0.0.1:${target.port}`,
        "user-agent": "ELB-HealthChecker/2.0",
        connection: "close",
      },
    });
    const gaps = begun.slice(1).map((at, index) => at - (begun[index] ?? at));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5000);
  });

  test("take a target out of service and back, by the thresholds", async () => {
    bench = await Bench.start();
    let status = 200;
    const answers: number[] = [];
    const target = await bench.serve("v1");
    const checked = { ...target, fault: () => ({ unhealthy: answers.push(status) > 0 && status === 503 }) };
    bench.balancer.forward("production", { blue: 1 });
    bench.balancer.register("blue", checked);
    expect(bench.balancer.targetState("blue", target.id)).toBe("initial");
    await bench.healthy("blue", checked);
    status = 503;
    answers.length = 0;
    await until(() => bench.balancer.targetState("blue", target.id) === "unhealthy");
    expect(answers.filter((one) => one === 503)).toHaveLength(2);
    status = 200;
    await bench.healthy("blue", checked);
  });

  test("fail a target that answers too late", async () => {
    const check = { ...HEALTH_CHECK, timeoutSeconds: 0.05 };
    bench = await Bench.start([targetGroup("blue", { healthCheck: check })]);
    const target = await bench.serveTcp(() => undefined);
    bench.balancer.forward("production", { blue: 1 });
    bench.balancer.register("blue", target);
    await until(() => bench.balancer.targetState("blue", target.id) === "unhealthy");
    const waiting = bench.balancer.healthy("blue", target.id, AbortSignal.timeout(20));
    expect(await waiting).toBe(false);
  });

  test("begin once a listener names the target group, with a weight of 0 too", async () => {
    bench = await Bench.start();
    const target = await bench.serve("green");
    bench.balancer.register("green", target);
    expect(bench.balancer.targetState("green", target.id)).toBe("unused");
    const signal = new AbortController().signal;
    await expect(bench.balancer.healthy("green", target.id, signal)).rejects.toThrow(
      'target group "green" is used by no listener',
    );
    bench.balancer.forward("production", { blue: 100, green: 0 });
    await bench.healthy("green", target);
    await expect(bench.balancer.healthy("green", "task-99", signal)).rejects.toThrow(
      'target "task-99" is not registered with target group "green"',
    );
  });
});
