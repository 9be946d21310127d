import { Agent } from "node:http";
import { Bench, targetGroup, until } from "./fixture";

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(() => bench.close());

describe("a load balancer", () => {
  test("can share requests between target groups by weight", async () => {
    const [blue, green] = [await bench.serve("blue"), await bench.serve("green")];
    await bench.inService("blue", blue);
    await bench.inService("green", green);
    bench.balancer.forward("production", { blue: 90, green: 10 });
    expect(await bench.tally(100)).toEqual({ blue: 90, green: 10 });
    expect(bench.balancer.weights("production")).toEqual({ blue: 90, green: 10 });
  });

  test("can change weights and targets under load with no failed request", async () => {
    const blue = await Promise.all([bench.serve("blue"), bench.serve("blue")]);
    const green = await Promise.all([bench.serve("green"), bench.serve("green")]);
    await bench.inService("blue", ...blue);
    const kept = new Agent({ keepAlive: true });
    const statuses: number[] = [];
    let stopped = false;
    const user = async (fresh: boolean) => {
      while (!stopped) statuses.push((await bench.ask(fresh ? {} : { agent: kept })).status);
    };
    const users = [user(true), user(false), user(false)];

    for (const target of green) bench.balancer.register("green", target);
    for (let share = 0; share <= 100; share += 20) {
      bench.balancer.forward("production", { blue: 100 - share, green: share });
      if (share === 0) await bench.healthy("green", ...green);
      const before = statuses.length;
      await until(() => statuses.length > before + 20);
    }
    for (const target of blue) {
      await bench.balancer.deregister("blue", target.id);
      await bench.stop(target);
    }
    stopped = true;
    await Promise.all(users);
    kept.destroy();
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await bench.tally(10)).toEqual({ green: 10 });
  });

  test("can keep its two listeners apart", async () => {
    await bench.inService("blue", await bench.serve("blue"));
    await bench.inService("green", await bench.serve("green"));
    bench.balancer.forward("production", { blue: 100, green: 0 });
    bench.balancer.forward("test", { blue: 0, green: 100 });
    expect(await (await fetch(`http://127.0.0.1:${bench.balancer.port("test")}`)).text()).toBe("green");
    expect((await bench.ask()).body).toBe("blue");
  });

  test("can take the healthy targets of a group in turn", async () => {
    await bench.inService("blue", await bench.serve("one"), await bench.serve("two"));
    const sick = { ...(await bench.serve("three")), fault: () => ({ unhealthy: true }) };
    bench.balancer.register("blue", sick);
    await until(() => bench.balancer.targetState("blue", sick.id) === "unhealthy");
    expect(await bench.tally(10)).toEqual({ one: 5, two: 5 });
  });

  test("fails open where all targets of a group are unhealthy", async () => {
    await bench.failOpen("blue", await bench.serve("sick"));
    expect(await bench.ask()).toMatchObject({ status: 200, body: "sick" });
  });

  test("tells a user of the rehearsal who answered, and nobody else", async () => {
    const seen: unknown[] = [];
    const target = await bench.serve("v2", (request, response) => {
      seen.push(request.headers["x-rehearsal-user"]);
      response.setHeader("x-rehearsal-target", "forged").end();
    });
    await bench.inService("blue", target);
    const told = await bench.ask({ headers: { "x-rehearsal-user": "7" } });
    expect(told.headers["x-rehearsal-target"]).toBe("blue/v2");
    expect((await bench.ask()).headers).not.toHaveProperty("x-rehearsal-target");
    expect(seen).toEqual([undefined, undefined]);
  });

  test("fails to forward to what it does not have", async () => {
    expect(() => bench.balancer.forward("production", { red: 1 })).toThrow(
      '"red" is no target group of the load balancer, which has blue, green',
    );
  });
});

describe("a sticky target group", () => {
  const sticky = { enabled: true, cookieDuration: 3600 };

  test("can bind a client to its target while that is in service", async () => {
    const own = await Bench.start([targetGroup("sticky", { stickiness: sticky })]);
    const targets = [await own.serve("one"), await own.serve("two")];
    await own.inService("sticky", ...targets);
    const first = await own.ask();
    const cookies = first.headers["set-cookie"] ?? [];
    expect(cookies[0]).toMatch(/^AWSALB=[\w-]+; Expires=\w{3}, .* GMT; Path=\/$/);
    expect(cookies[1]).toMatch(/^AWSALBCORS=.*; SameSite=None$/);

    const cookie = `theme=dark; ${cookies[0]?.split(";")[0]}`;
    for (let count = 0; count < 5; count++)
      expect((await own.ask({ headers: { cookie } })).body).toBe(first.body);

    const bound = targets.find(({ version }) => version === first.body);
    await own.balancer.deregister("sticky", bound?.id ?? "");
    expect((await own.ask({ headers: { cookie } })).body).not.toBe(first.body);
    await own.close();
  });

  test("sets no cookie where stickiness is off", async () => {
    await bench.inService("blue", await bench.serve("blue"));
    expect((await bench.ask()).headers).not.toHaveProperty("set-cookie");
  });
});
