import { DRAIN_MS, HEALTHY_MS } from "../balancer";
import { closeStages, MINUTE_MS, RollingStage, type RollingStageOptions } from "./stage";

afterEach(closeStages);

const rolling = (options: RollingStageOptions = {}) => new RollingStage(options);

describe("a rolling deployment", () => {
  test("starts new tasks beside the old, and drains those once the new are healthy", async () => {
    const stage = rolling();
    expect(await stage.deploy()).toEqual({ status: "Succeeded", rolledBack: false });
    expect(stage.running).toEqual(["v1", "v1"]);
    const registered = "registered 1 targets in (target-group web)";
    expect(stage.events).toEqual([
      "has started 2 tasks: (task …) (task …).",
      registered,
      registered,
      "has reached a steady state.",
      "has started 2 tasks: (task …) (task …).",
      registered,
      registered,
      "has stopped 2 running tasks: (task …) (task …).",
      "deregistered 2 targets in (target-group web)",
      "has begun draining connections on 2 tasks.",
      "has reached a steady state.",
      "(deployment ecs-svc/…) deployment completed.",
    ]);
    expect(stage.violations).toEqual([]);
  });

  test("is told as any other: what it replaces, its tasks, and the share of those that are new", async () => {
    const stage = rolling({ desired: 4, model: { maximumPercent: 125, alarms: [] } });
    await stage.deploy();
    expect(stage.of("deployment-created")).toMatchObject([
      {
        deployment: expect.stringMatching(/^ecs-svc\/[1-9]\d{18}$/),
        lifecycleEvents: [],
        original: { targetGroup: "web", version: "placeholder" },
        replacement: { targetGroup: "web", version: "v1" },
      },
    ]);
    expect(stage.of("shifted").map(({ promised }) => promised)).toEqual([20, 25, 40, 50, 60, 75, 80, 100]);
    const counts = (role: string) =>
      stage
        .of("tasks")
        .filter((event) => event.role === role)
        .map(({ desired, running, healthy }) => [desired, running, healthy]);
    expect(counts("original")).toEqual([4, 3, 2, 1, 0].map((count) => [count, count, count]));
    expect(counts("replacement").slice(0, 4)).toEqual([
      [4, 0, 0],
      [4, 1, 0],
      [4, 1, 1],
      [4, 2, 1],
    ]);
    expect(counts("replacement").at(-1)).toEqual([4, 4, 4]);
    expect(stage.of("deployment").map(({ status }) => status)).toEqual(["InProgress", "Succeeded"]);
  });

  test("lets requests in flight end before it stops a task", async () => {
    const stage = rolling();
    await stage.ready();
    const done = stage.begin();
    await stage.clock.pass(HEALTHY_MS + 4000);
    expect(stage.running).toEqual(["placeholder", "placeholder", "v1", "v1"]);
    const [old] = stage.tasks.started;
    expect(stage.balancer.targetState("web", old?.id ?? "")).toBe("draining");
    await stage.clock.pass(DRAIN_MS);
    expect(stage.running).toEqual(["v1", "v1"]);
    await stage.clock.play(done);
  });

  test.each([
    [1, 100, 200],
    [1, 0, 100],
    [2, 50, 100],
    [2, 100, 150],
    [3, 100, 134],
    [3, 34, 100],
    [4, 50, 200],
    [4, 75, 125],
    [6, 50, 150],
    [10, 90, 110],
  ])(
    "of %i tasks, %i to %i %% of them, holds both bounds at every moment",
    async (desired, minimumHealthyPercent, maximumPercent) => {
      const stage = rolling({ desired, model: { minimumHealthyPercent, maximumPercent } });
      expect(await stage.deploy()).toMatchObject({ status: "Succeeded" });
      expect(stage.running).toEqual(Array(desired).fill("v1"));
      expect(stage.moments.length).toBeGreaterThan(20);
      expect(stage.violations).toEqual([]);
    },
  );

  test("that may start and stop nothing says so, and goes on once it is told other percentages", async () => {
    const stage = rolling({ model: { maximumPercent: 100 } });
    await stage.ready();
    const done = stage.begin();
    await stage.clock.pass(10 * MINUTE_MS);
    expect(stage.events.filter((event) => /unable/.test(event))).toEqual([
      "was unable to stop or start tasks during a deployment because of the service deployment configuration. " +
        "Update the minimumHealthyPercent or maximumPercent value and try again.",
    ]);
    expect(stage.running).toEqual(["placeholder", "placeholder"]);
    stage.deployer.update({ minimumHealthyPercent: 50 }, { release: "release-v1", version: "v1" });
    expect(await stage.clock.play(done)).toMatchObject({ status: "Succeeded" });
  });

  test("tells a commit that is released again apart from itself", async () => {
    const stage = rolling();
    await stage.deploy("v1");
    await stage.deploy("v1", stage.revision(3));
    expect(stage.of("deployment-created").at(-1)).toMatchObject({
      original: { version: "v1" },
      replacement: { version: "v1-3" },
    });
  });

  test("is given up for another that begins meanwhile", async () => {
    const stage = rolling();
    await stage.ready();
    const first = stage.begin("v1");
    await stage.clock.pass(HEALTHY_MS / 2);
    const second = stage.begin("v2", stage.revision(3));
    expect(await stage.clock.play(first)).toEqual({
      status: "Stopped",
      reason: expect.stringMatching(/^SUPERSEDED: ecs-svc\/\d+ has taken its place$/),
      rolledBack: false,
    });
    expect(await stage.clock.play(second)).toMatchObject({ status: "Succeeded" });
    expect(stage.of("deployment-created").at(-1)?.original).toMatchObject({ version: "placeholder" });
    expect(stage.running).toEqual(["v2", "v2"]);
    expect(stage.violations).toEqual([]);
  });
});

describe("a service", () => {
  test("has as many tasks as it is told to, with no deployment", async () => {
    const stage = rolling();
    await stage.ready();
    const resize = async (desired: number) => {
      stage.deployer.update({ desired }, { release: "", version: "" });
      await stage.clock.pass(2 * MINUTE_MS);
      return stage.running.length;
    };
    expect([await resize(4), await resize(1)]).toEqual([4, 1]);
    expect(stage.of("deployment-created")).toEqual([]);
  });

  test("replaces a task that ends, and one that is ill once another is healthy", async () => {
    const stage = rolling();
    await stage.ready();
    const [first, second] = stage.tasks.started;
    first?.crash("Essential container in task exited");
    await stage.clock.pass(MINUTE_MS);
    expect(stage.running).toHaveLength(2);
    stage.balancer.fallIll(second?.id ?? "");
    await stage.clock.pass(HEALTHY_MS);
    expect(stage.running).toHaveLength(3);
    await stage.clock.pass(DRAIN_MS + 20_000);
    expect(second?.stopped).toBe(true);
    expect(stage.running).toHaveLength(2);
    expect(stage.deployer.trouble).toMatch(
      /^\(task [0-9a-f]{32}\) Task failed ELB health checks in \(target-group web\)$/,
    );
  });

  test("does not judge a new task by the load balancer before its grace period is over", async () => {
    const stage = rolling({ model: { alarms: [] } });
    await stage.ready();
    stage.tasks.onStart = ({ id }) => stage.balancer.fallIll(id);
    void stage.begin();
    await stage.clock.pass(55_000);
    expect(stage.deployer.trouble).toBeUndefined();
    await stage.clock.pass(10_000);
    expect(stage.deployer.trouble).toContain("Task failed ELB health checks");
  });

  test("counts a task with a health check of its own once that passes, too, and replaces it where it fails", async () => {
    const healthCheck = { command: ["CMD", "true"] };
    const container = { name: "app", image: "shop", portMappings: [{ containerPort: 8080 }], healthCheck };
    const stage = rolling();
    await stage.ready();
    void stage.begin("v1", stage.revision(2, { containerDefinitions: [container] }));
    await stage.clock.pass(3 * MINUTE_MS);
    expect(stage.of("shifted")).toEqual([]);
    const [first, second] = stage.tasks.started.filter(({ state }) => state.version === "v1");
    first?.recover();
    second?.fallIll();
    await stage.clock.pass(4000);
    expect(stage.of("shifted").map(({ promised }) => promised)).toEqual([33, 50]);
    expect(stage.deployer.trouble).toContain("Task failed container health checks");
    await stage.clock.pass(DRAIN_MS);
    expect(second?.stopped).toBe(true);
  });

  test("that ends leaves no task, at any moment of a deployment", async () => {
    for (const after of [0, 1000, HEALTHY_MS, HEALTHY_MS + 5000, HEALTHY_MS + DRAIN_MS]) {
      const stage = rolling();
      await stage.ready();
      const done = stage.begin();
      await stage.clock.pass(after);
      await stage.close();
      expect(await done).toMatchObject({ status: "Stopped", rolledBack: false });
      expect(stage.running).toEqual([]);
      expect(stage.balancer.versions("web")).toEqual([]);
    }
  });
});
