import { Bench, HEALTH_CHECK, targetGroup, until } from "./fixture";

const BOTH = { TargetGroup: "targetgroup/blue/0123", LoadBalancer: "app/app/4567" };
const ALONE = { LoadBalancer: "app/app/4567" };

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start([targetGroup("blue"), targetGroup("green")]);
});
afterEach(() => bench.close());

describe("metrics of a load balancer", () => {
  test("have the dimensions of CloudWatch, its units and the clock's time", async () => {
    const statuses = [200, 201, 302, 404, 500];
    const target = await bench.serve("v1", (request, response) =>
      response.writeHead(Number(request.url?.slice(1))).end(),
    );
    await bench.inService("blue", target);
    const from = bench.clock.now();
    for (const status of statuses) await bench.ask({ path: `/${status}` });

    const counted = bench.data.filter(({ name }) => !name.includes("HostCount"));
    for (const dimensions of [BOTH, ALONE]) {
      const keys = Object.keys(dimensions);
      expect(bench.sum("RequestCount", ...keys)).toBe(5);
      const classes = [2, 3, 4, 5].map((one) => bench.sum(`HTTPCode_Target_${one}XX_Count`, ...keys));
      expect(classes).toEqual([2, 1, 1, 1]);
      const times = bench.of("TargetResponseTime", ...keys).map(({ value }) => value);
      expect(times).toHaveLength(5);
      expect(Math.max(...times)).toBeLessThan(1);
    }
    for (const { namespace, dimensions, at } of counted) {
      expect(namespace).toBe("AWS/ApplicationELB");
      expect([BOTH, ALONE]).toContainEqual(dimensions);
      expect(at).toBeGreaterThanOrEqual(from);
      expect(at).toBeLessThanOrEqual(bench.clock.now());
    }
  });

  test("count the hosts of each target group that has any, every ten seconds", async () => {
    const sick = { ...(await bench.serve("sick")), fault: () => ({ unhealthy: true }) };
    await bench.inService("blue", await bench.serve("well"));
    bench.balancer.register("blue", sick);
    await until(() => bench.of("UnHealthyHostCount", "TargetGroup", "LoadBalancer").at(-1)?.value === 1);
    const healthy = () => bench.of("HealthyHostCount", "TargetGroup", "LoadBalancer");
    const before = healthy().length;
    await until(() => healthy().length >= before + 3);
    const gaps = healthy()
      .slice(-3)
      .map(({ at }, index, all) => at - (all[index - 1]?.at ?? at));
    expect(gaps[1]).toBeGreaterThanOrEqual(9900);
    expect(healthy().at(-1)).toMatchObject({ value: 1, dimensions: BOTH });
    expect(bench.of("HealthyHostCount", "LoadBalancer")).toEqual([]);
  });
});

describe("a fault in front of a target", () => {
  test("answers a steady share of requests with 500, counted as the target's", async () => {
    const target = { ...(await bench.serve("v1")), fault: () => ({ errorsPercent: 25 }) };
    await bench.inService("blue", target);
    const statuses: number[] = [];
    for (let sent = 0; sent < 12; sent++) statuses.push((await bench.ask()).status);
    expect(statuses.map((status) => status === 500)).toEqual(
      [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1].map(Boolean),
    );
    expect(bench.sum("HTTPCode_Target_5XX_Count", "TargetGroup", "LoadBalancer")).toBe(3);
    expect(bench.of("HTTPCode_ELB_5XX_Count", "LoadBalancer")).toEqual([]);
    const told = await bench.ask({ headers: { "x-rehearsal-user": "1" } });
    expect(told.headers["x-rehearsal-target"]).toBe("blue/v1");
  });

  test("makes answers late, and the time of the target with them", async () => {
    const target = { ...(await bench.serve("v1")), fault: () => ({ latencyMs: 60 }) };
    await bench.inService("blue", target);
    await bench.ask();
    const [time] = bench.of("TargetResponseTime", "TargetGroup", "LoadBalancer");
    expect(time?.value).toBeGreaterThanOrEqual(0.059);
  });

  test("fails the checks, by the status that it stands for", async () => {
    const lenient = targetGroup("blue", { healthCheck: { ...HEALTH_CHECK, matcher: "200-503" } });
    const own = await Bench.start([lenient]);
    await own.inService("blue", { ...(await own.serve("v1")), fault: () => ({ unhealthy: true }) });
    await own.close();
  });
});
