import { mostFailures } from "../../../../rehearsal/deployment/circuit-breaker";
import { DRAIN_MS, HEALTHY_MS } from "../balancer";
import { ALARM, arnOf, closeStages, MINUTE_MS, RollingStage, type RollingStageOptions } from "./stage";

afterEach(closeStages);

/** A service whose new tasks meet with something as they start. */
async function failing(
  fate: (stage: RollingStage, id: string) => void,
  options: RollingStageOptions = {},
): Promise<RollingStage> {
  const stage = new RollingStage(options);
  await stage.ready();
  stage.tasks.onStart = ({ id, state }) => {
    if (state.version === "v1") fate(stage, id);
  };
  return stage;
}

const refuse = () => {
  throw new Error("CannotPullContainerError: not found");
};

describe("the circuit breaker", () => {
  test("ends a deployment whose tasks do not start, and puts the last completed one back", async () => {
    const stage = await failing(refuse);
    const first = stage.of("deployment-created").length;
    expect(await stage.clock.play(stage.begin())).toEqual({
      status: "Failed",
      reason: expect.stringMatching(
        /^CIRCUIT_BREAKER: tasks failed to start\. \(task [0-9a-f]{32}\) CannotPullContainerError: not found$/,
      ),
      rolledBack: true,
    });
    expect(first).toBe(0);
    expect(stage.running).toEqual(["placeholder", "placeholder"]);
    expect(stage.events.filter((event) => /unable/.test(event))).toEqual([
      "is unable to consistently start tasks successfully.",
    ]);
    expect(stage.events.slice(-4)).toEqual([
      "(deployment ecs-svc/…) deployment failed: tasks failed to start.",
      "rolling back to deployment ecs-svc/….",
      "has reached a steady state.",
      "(deployment ecs-svc/…) deployment completed.",
    ]);
    const [primary, ...others] = stage.deployer.service.rollouts;
    expect(primary).toMatchObject({ taskDefinition: arnOf(1), status: "COMPLETED" });
    expect(others).toEqual([]);
    expect(stage.of("rollback")).toMatchObject([{ deployment: expect.stringMatching(/^ecs-svc\/\d{19}$/) }]);
    expect(stage.violations).toEqual([]);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html#failure-threshold
  test.each([
    [1, 3],
    [6, 3],
    [7, 4],
    [25, 13],
    [400, 200],
    [800, 200],
  ])("of %i tasks lets %i fail", (desired, failures) => {
    expect(mostFailures(desired)).toBe(failures);
  });

  test.each([
    [1, 200, 3],
    [7, 115, 4],
  ])(
    "of %i tasks, one at a time, ends with the last that may fail",
    async (desired, maximumPercent, most) => {
      const attempts: string[] = [];
      const stage = await failing(
        (_, id) => {
          attempts.push(id);
          refuse();
        },
        { desired, model: { maximumPercent } },
      );
      expect(await stage.clock.play(stage.begin())).toMatchObject({ status: "Failed", rolledBack: true });
      expect(attempts).toHaveLength(most);
    },
  );

  test("counts a task that exits before it is healthy, and one whose checks fail, not one that was healthy", async () => {
    const fates: ((stage: RollingStage, id: string) => void)[] = [
      ({ tasks, clock }, id) =>
        void clock.after(5000).then(() => tasks.started.find((task) => task.id === id)?.crash()),
      ({ balancer }, id) => balancer.fallIll(id),
    ];
    for (const fate of fates) {
      const stage = await failing(fate);
      expect(await stage.clock.play(stage.begin())).toMatchObject({ status: "Failed", rolledBack: true });
      expect(stage.violations).toEqual([]);
    }
    const stage = new RollingStage();
    await stage.deploy();
    for (const { id } of stage.tasks.started.filter(({ stopped }) => !stopped))
      stage.tasks.started.find((task) => task.id === id)?.crash();
    await stage.clock.pass(1000);
    expect(stage.deployer.service.primary.failedTasks).toBe(0);
  });

  test("begins to count anew with a task that becomes healthy", async () => {
    let starts = 0;
    const stage = await failing(
      () => {
        starts += 1;
        if (starts % 3 !== 0) refuse();
      },
      { desired: 3, model: { maximumPercent: 134 } },
    );
    expect(await stage.clock.play(stage.begin())).toMatchObject({ status: "Succeeded" });
    expect(starts).toBe(9);
  });

  test("leaves everything as it is where the service does not roll back", async () => {
    const stage = await failing(refuse, {
      model: { rollbackOn: { failure: false, alarm: true, request: true } },
    });
    expect(await stage.clock.play(stage.begin())).toMatchObject({ status: "Failed", rolledBack: false });
    expect(stage.of("rollback")).toEqual([]);
    const started = stage.deployer.service.tasks.stopped.length;
    await stage.clock.pass(60 * MINUTE_MS);
    expect(stage.deployer.service.tasks.stopped).toHaveLength(started);
    expect(stage.running).toEqual(["placeholder", "placeholder"]);
    expect(stage.deployer.service.primary).toMatchObject({
      status: "FAILED",
      reason: "ECS deployment circuit breaker: tasks failed to start.",
    });
  });

  test("that is off has tasks started again and again, each time later", async () => {
    const starts: number[] = [];
    const stage: RollingStage = await failing(
      () => {
        starts.push(stage.clock.now());
        refuse();
      },
      { desired: 1, model: { breaksCircuit: false } },
    );
    stage.begin();
    await stage.clock.pass(3 * 60 * MINUTE_MS);
    const pauses = starts.slice(1).map((at, index) => Math.round((at - (starts[index] ?? 0)) / 10_000));
    expect(pauses.slice(0, 9)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 162]);
    expect(stage.deployer.service.primary.status).toBe("IN_PROGRESS");
  });

  test("gives up for good where what is put back fails, too", async () => {
    const stage = new RollingStage();
    await stage.ready();
    stage.tasks.onStart = refuse;
    const done = stage.begin();
    await stage.clock.pass(5000);
    stage.deployer.stop();
    for (const task of stage.tasks.started) task.crash();
    expect(await stage.clock.play(done)).toEqual({
      status: "Stopped",
      reason: "MANUAL_STOP: The deployment was stopped by an operator",
      rolledBack: false,
    });
    expect(stage.deployer.service.rollouts.map(({ status }) => status)).toEqual(["FAILED", "FAILED"]);
  });
});

describe("an alarm", () => {
  const fire = ({ alarms }: RollingStage) => alarms.set(ALARM, "ALARM", "5 datapoints", true);

  test("rolls a deployment back: old tasks come back before the new ones go", async () => {
    const stage = new RollingStage();
    await stage.ready();
    const done = stage.begin();
    await stage.clock.pass(HEALTHY_MS + DRAIN_MS + 10_000);
    expect(stage.running).toEqual(["v1", "v1"]);
    fire(stage);
    expect(await stage.clock.play(done)).toEqual({
      status: "Failed",
      reason: `ALARM_ACTIVE: alarm detected. Activated alarms: ${ALARM}`,
      rolledBack: true,
    });
    expect(stage.running).toEqual(["placeholder", "placeholder"]);
    expect(stage.of("shifted").map(({ promised }) => promised)).toEqual([50, 100, 50, 0]);
    expect(stage.events).toContain("(deployment ecs-svc/…) deployment failed: alarm detected.");
    expect(stage.violations).toEqual([]);
  });

  test("is watched for the bake time, once the old tasks have gone, and not after it", async () => {
    const stage = new RollingStage();
    await stage.ready();
    const done = stage.begin();
    await stage.clock.play(done);
    const [{ at, until = 0 } = { at: 0 }] = stage.of("waiting");
    expect(until - at).toBe(2 * MINUTE_MS);
    expect(stage.of("deployment").map(({ status }) => status)).toEqual(["InProgress", "Baking", "Succeeded"]);
    fire(stage);
    await stage.clock.pass(10 * MINUTE_MS);
    expect(stage.running).toEqual(["v1", "v1"]);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
  test("that is in ALARM as a deployment begins is not watched by it", async () => {
    const stage = new RollingStage({ faults: ["alarm-red"] });
    expect(await stage.deploy()).toEqual({ status: "Succeeded", rolledBack: false });
    expect(stage.of("waiting")).toEqual([]);
    expect(stage.alarms.state(ALARM)?.value).toBe("OK");
  });

  test("fails a deployment, and puts nothing back where the service does not ask for it", async () => {
    const stage = new RollingStage({ model: { rollbackOn: { failure: true, alarm: false, request: true } } });
    await stage.ready();
    const done = stage.begin();
    await stage.clock.pass(HEALTHY_MS / 2);
    fire(stage);
    expect(await stage.clock.play(done)).toMatchObject({ status: "Failed", rolledBack: false });
    expect(stage.of("rollback")).toEqual([]);
  });
});

describe("a stop", () => {
  test.each([0, 1000, HEALTHY_MS, HEALTHY_MS + 5000, HEALTHY_MS + DRAIN_MS + 20_000])(
    "after %i ms puts the service back, whatever it says of failures",
    async (after) => {
      const stage = new RollingStage();
      await stage.ready();
      const done = stage.begin();
      await stage.clock.pass(after);
      expect(stage.deployer.stop("release-other")).toBe(false);
      expect(stage.deployer.stop("release-v1")).toBe(true);
      expect(await stage.clock.play(done)).toEqual({
        status: "Stopped",
        reason: "MANUAL_STOP: The deployment was stopped by an operator",
        rolledBack: true,
      });
      expect(stage.running).toEqual(["placeholder", "placeholder"]);
      expect(stage.violations).toEqual([]);
      expect(stage.deployer.stop()).toBe(false);
    },
  );

  test("that comes twice lets the rollback go on", async () => {
    const stage = new RollingStage();
    await stage.ready();
    const done = stage.begin();
    await stage.clock.pass(HEALTHY_MS + DRAIN_MS + 10_000);
    stage.deployer.stop();
    await stage.clock.pass(5000);
    expect(stage.deployer.stop()).toBe(true);
    expect(await stage.clock.play(done)).toMatchObject({ status: "Stopped", rolledBack: true });
    expect(stage.running).toEqual(["placeholder", "placeholder"]);
  });

  test("by --fault comes at the share that it names", async () => {
    const stage = new RollingStage({ desired: 4, model: { maximumPercent: 125 }, faults: ["stop@40"] });
    expect(await stage.deploy()).toMatchObject({ status: "Stopped", rolledBack: true });
    const promised = stage.of("shifted").map((event) => event.promised);
    expect(Math.max(...promised)).toBe(40);
    expect(promised.at(-1)).toBe(0);
  });
});

describe("whoever releases", () => {
  const caller = { release: "release-v1", version: "v1" };

  test.each([
    ["while it goes on", HEALTHY_MS / 2],
    ["once it is completed", 10 * MINUTE_MS],
  ])("can tell the service to run again what it ran before, %s", async (_, after) => {
    const stage = new RollingStage();
    await stage.deploy("v0", stage.revision(3));
    void stage.begin("v1", stage.revision(4));
    await stage.clock.pass(after);
    stage.deployer.update({ revision: stage.revision(3) }, caller);
    const back = stage.deployer.follow("release-v1");
    expect(await stage.clock.play(back ?? Promise.resolve(undefined))).toMatchObject({
      status: "Stopped",
      reason: `UPDATED_BACK: The service was updated to run ${arnOf(3)} again`,
      rolledBack: true,
    });
    expect(stage.running).toEqual(["v0", "v0"]);
    expect(stage.of("rollback")).toHaveLength(1);
    expect(stage.of("deployment-created")).toHaveLength(2);
    expect(stage.violations).toEqual([]);
  });

  test("waits for a rollback, and for nothing else", async () => {
    const stage = new RollingStage();
    await stage.ready();
    void stage.begin();
    await stage.clock.pass(HEALTHY_MS + DRAIN_MS + 20_000);
    await stage.clock.play(stage.deployer.settled());
    stage.deployer.stop();
    const settled = stage.deployer.settled();
    await stage.clock.play(settled);
    expect(stage.running).toEqual(["placeholder", "placeholder"]);
    expect(stage.deployer.follow("release-v1")).toBeUndefined();
  });
});

describe("a fault", () => {
  test("no-capacity keeps new tasks from being placed beside the old, and is said once", async () => {
    const stage = new RollingStage({ faults: ["no-capacity"] });
    await stage.ready();
    stage.begin();
    await stage.clock.pass(30 * MINUTE_MS);
    expect(stage.events.filter((event) => /unable/.test(event))).toEqual([
      "was unable to place a task Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.",
    ]);
    expect(stage.running).toEqual(["placeholder", "placeholder"]);
    expect(stage.deployer.service.primary).toMatchObject({ status: "IN_PROGRESS", failedTasks: 0 });
  });

  test("no-capacity is overcome where an old task may make room", async () => {
    const stage = new RollingStage({ faults: ["no-capacity"], model: { minimumHealthyPercent: 50 } });
    expect(await stage.deploy()).toMatchObject({ status: "Succeeded" });
    expect(Math.max(...stage.moments.map(({ all }) => all))).toBe(2);
  });

  test("unhealthy befalls the new tasks alone", async () => {
    const stage = new RollingStage({ faults: ["unhealthy"], model: { alarms: [] } });
    expect(await stage.deploy()).toMatchObject({
      status: "Failed",
      reason: expect.stringContaining("Task failed ELB health checks in (target-group web)"),
      rolledBack: true,
    });
    expect(stage.of("shifted")).toEqual([]);
    expect(stage.violations).toEqual([]);
  });
});
