import { PREDEFINED_SHIFTS, type TrafficShift } from "../../../modules/pipeline/traffic-shift";
import type { DeploymentModel } from "../../../rehearsal/stack/model";
import { VirtualClock } from "../virtual-clock";
import { DRAIN_MS, HEALTHY_MS } from "./balancer";
import { ALARM, closeStages, MINUTE_MS, revision, Stage } from "./stage";

afterEach(closeStages);

const EVENTS = [
  "BeforeInstall",
  "Install",
  "AfterInstall",
  "AllowTestTraffic",
  "AfterAllowTestTraffic",
  "BeforeAllowTraffic",
  "AllowTraffic",
  "AfterAllowTraffic",
];

describe("a deployment", () => {
  test("takes its lifecycle events in order, and makes the replacement what users meet", async () => {
    const stage = new Stage();
    expect(await stage.deploy()).toEqual({ status: "Succeeded", rolledBack: false });
    expect(stage.of("deployment-created")).toMatchObject([
      {
        release: "release-v1",
        deployment: expect.stringMatching(/^d-[0-9A-F]{9}$/),
        lifecycleEvents: EVENTS,
        original: { targetGroup: "blue", version: "placeholder" },
        replacement: { targetGroup: "green", version: "v1" },
      },
    ]);
    expect(stage.lifecycle).toEqual(EVENTS.map((name) => `${name} Succeeded`));
    expect(stage.of("deployment").map(({ status }) => status)).toEqual(["InProgress", "Succeeded"]);
    expect(stage.balancer.served("production")).toEqual({ v1: 100 });
    expect(stage.balancer.served("test")).toEqual({ v1: 100 });
    expect(stage.tasks.running).toEqual(["v1", "v1"]);
    expect(stage.journal.state).toMatchObject({ serving: { version: "v1", targetGroup: "green" } });
    expect(stage.journal.state?.deployment).toBeUndefined();
  });

  test("tells nothing of containers, which may hold secrets", async () => {
    const stage = new Stage();
    await stage.deploy();
    expect(JSON.stringify(stage.told)).not.toContain("portMappings");
  });

  test("tells how many tasks of either task set run and are healthy, and of no other time", async () => {
    const stage = new Stage();
    await stage.deploy("v1");
    await stage.clock.pass(MINUTE_MS);
    const before = stage.told.length;
    stage.tasks.started.at(-1)?.crash();
    await stage.clock.pass(MINUTE_MS);
    expect(stage.told).toHaveLength(before);
    await stage.deploy("v2");
    const counts = (release: string, role: string) =>
      stage
        .of("tasks")
        .filter((event) => event.release === release && event.role === role)
        .map(({ desired, running, healthy }) => `${healthy}/${running}/${desired}`);
    for (const release of ["release-v1", "release-v2"]) {
      expect(counts(release, "replacement")).toEqual(["0/0/2", "0/1/2", "0/2/2", "2/2/2"]);
      expect(counts(release, "original")).toEqual(["2/2/2", "1/1/2", "0/0/2"]);
    }
  });

  test("swaps the two target groups, one deployment after the other", async () => {
    const stage = new Stage({ model: { terminationWaitMinutes: 0 } });
    const groups: string[] = [];
    for (const version of ["v1", "v2", "v2", "v3"]) {
      await stage.deploy(version);
      groups.push(
        ...Object.entries(stage.balancer.weights("production")).flatMap(([name, weight]) =>
          weight ? name : [],
        ),
      );
    }
    expect(groups).toEqual(["green", "blue", "green", "blue"]);
    const created = stage
      .of("deployment-created")
      .map(({ original, replacement }) => [original.version, replacement.version]);
    // A commit that is released again is told apart from itself.
    expect(created).toEqual([
      ["placeholder", "v1"],
      ["v1", "v2"],
      ["v2", "v2-7"],
      ["v2-7", "v3"],
    ]);
    expect(stage.tasks.running).toEqual(["v3", "v3"]);
  });

  test("is the only one of its deployment group", async () => {
    const stage = new Stage();
    await stage.ready();
    const first = stage.begin("v1");
    const second = await stage.begin("v2");
    expect(second).toMatchObject({
      status: "Failed",
      reason: expect.stringMatching(
        /^DeploymentLimitExceededException: .*shop already has an active deployment$/,
      ),
    });
    expect(await stage.clock.play(first)).toMatchObject({ status: "Succeeded" });
    expect(stage.tasks.running).toEqual(["v1", "v1"]);
  });

  test("ends the original only after the termination wait", async () => {
    const stage = new Stage({ model: { terminationWaitMinutes: 90 } });
    await stage.ready();
    const done = stage.begin();
    await stage.clock.pass(HEALTHY_MS + 9 * MINUTE_MS);
    const [waiting] = stage.of("waiting");
    expect(waiting).toMatchObject({ for: "termination", until: stage.clock.now() + 90 * MINUTE_MS });
    await stage.clock.pass(90 * MINUTE_MS - 1);
    expect(stage.tasks.running).toEqual(["placeholder", "placeholder", "v1", "v1"]);
    await stage.clock.pass(1 + DRAIN_MS);
    expect(stage.tasks.running).toEqual(["v1", "v1"]);
    expect(await done).toMatchObject({ status: "Succeeded" });
  });
});

describe("users", () => {
  const minutesOf = ({ type, ...steps }: { type: string; percent?: number; minutes?: number }) => {
    const { percent = 100, minutes = 0 } = steps;
    const shares: { promised: number; due: number }[] = [];
    for (let promised = percent, due = 0; ; promised += percent, due += minutes) {
      shares.push({ promised: Math.min(promised, 100), due });
      if (promised >= 100) return shares;
      if (type === "canary") return [...shares, { promised: 100, due: minutes }];
    }
  };

  test.each<[string, TrafficShift, number]>([
    ...Object.entries(PREDEFINED_SHIFTS).map(([name, shift]): [string, TrafficShift, number] => [
      name,
      shift,
      { ECSAllAtOnce: 1, ECSCanary10Percent5Minutes: 2, ECSCanary10Percent15Minutes: 2 }[name] ?? 10,
    ]),
    ["linear, 30 percent every 2 minutes", { type: "linear", percent: 30, minutes: 2 }, 4],
    ["canary, 5 percent for 30 minutes", { type: "canary", percent: 5, minutes: 30 }, 2],
  ])("are moved by %s, each share at its very time", async (_, shift, steps) => {
    const stage = new Stage({ model: { shift } });
    await stage.deploy();
    const expected = minutesOf(shift);
    expect(expected).toHaveLength(steps);
    expect(stage.shifts).toEqual(expected.map(({ promised, due }) => ({ promised, due, at: due })));
    const told = stage.of("shifted");
    const moved = stage.balancer.forwarded
      .filter(({ listener, at }) => listener === "production" && at > 0)
      .slice(2);
    expect(moved).toEqual(
      told.map(({ at, promised }) => ({
        at,
        listener: "production",
        weights: { blue: 100 - promised, green: promised },
      })),
    );
  });

  test("are moved at the times of the schedule, though each move before was late", async () => {
    const clock = new VirtualClock(0, 7000);
    const stage = new Stage({ clock, model: { shift: { type: "linear", percent: 25, minutes: 3 } } });
    await stage.deploy();
    const late = 7000 / MINUTE_MS;
    expect(stage.shifts).toEqual([
      { promised: 25, due: 0, at: 0 },
      { promised: 50, due: 3, at: 3 + late },
      { promised: 75, due: 6, at: 6 + late },
      { promised: 100, due: 9, at: 9 + late },
    ]);
  });
});

describe("the test listener", () => {
  test("is pointed at the replacement, once that is healthy and before any user meets it", async () => {
    const stage = new Stage({
      functions: {
        check: (event, { balancer }) => {
          seen.push(balancer.served("test"), balancer.served("production"));
          stage.report(event, "Succeeded");
        },
      },
    });
    const seen: object[] = [];
    await stage.deploy("v1", { AfterInstall: "check", AfterAllowTestTraffic: "check" });
    const placeholder = { placeholder: 100 };
    expect(seen).toEqual([placeholder, placeholder, { v1: 100 }, placeholder]);
  });

  test("may be missing: its lifecycle events are skipped, and their hook is not run", async () => {
    const stage = new Stage({ hasTestListener: false });
    expect(await stage.deploy("v1", { AfterAllowTestTraffic: "check" })).toMatchObject({
      status: "Succeeded",
    });
    expect(stage.lifecycle.slice(3, 5)).toEqual([
      "AllowTestTraffic Skipped",
      "AfterAllowTestTraffic Skipped",
    ]);
    expect(stage.invoked).toEqual([]);
    expect(stage.balancer.forwarded.map(({ listener }) => listener)).not.toContain("test");
  });
});

describe("Install", () => {
  test("fails after 60 minutes, in the words of CodeDeploy and with the trouble of the tasks", async () => {
    const stage = new Stage({ faults: ["unhealthy"] });
    await stage.ready();
    const began = stage.clock.now();
    const { status, reason, rolledBack } = await stage.deploy();
    expect({ status, rolledBack }).toEqual({ status: "Failed", rolledBack: true });
    expect(reason).toMatch(
      /^TIMEOUT: The deployment timed out while waiting for the replacement task set to become healthy: after 60 minutes 0 of 2 tasks were healthy\. \(task \S+\) failed ELB health checks in \(target-group green\)$/,
    );
    const [failed] = stage.of("lifecycle-event").filter((event) => event.status === "Failed");
    expect(failed).toMatchObject({ name: "Install", at: began + 60 * MINUTE_MS });
    expect(stage.tasks.running).toEqual(["placeholder", "placeholder"]);
  });

  test("succeeds when the tasks become healthy at the last moment", async () => {
    const stage = new Stage();
    await stage.ready();
    const from = stage.clock.now() + 60 * MINUTE_MS - HEALTHY_MS - 4000;
    stage.tasks.onStart = () => stage.clock.until(from);
    expect(await stage.deploy()).toMatchObject({ status: "Succeeded" });
  });

  test("fails at once for a task definition that ECS refuses", async () => {
    const stage = new Stage();
    await stage.ready();
    const began = stage.clock.now();
    const deploying = stage.deployer.deploy("release-v1", "v1", revision({ containerName: "web" }));
    expect(await stage.clock.play(deploying)).toEqual({
      status: "Failed",
      reason:
        "ECS_UPDATE_ERROR: InvalidParameterException: The container web does not exist in the task definition.",
      rolledBack: true,
    });
    expect(stage.clock.now()).toBe(began);
    expect(stage.lifecycle).toEqual(["BeforeInstall Succeeded", "Install Failed"]);
    expect(stage.tasks.running).toEqual(["placeholder", "placeholder"]);
  });
});

describe("the ready wait", () => {
  const wait = (onTimeout: "STOP_DEPLOYMENT" | "CONTINUE_DEPLOYMENT"): Partial<DeploymentModel> => ({
    ready: { waitMinutes: 30, onTimeout },
  });

  test("goes on once a person approves", async () => {
    const stage = new Stage({ model: wait("STOP_DEPLOYMENT") });
    await stage.ready();
    const done = stage.begin();
    await stage.clock.pass(HEALTHY_MS + 10 * MINUTE_MS);
    expect(stage.of("deployment").map(({ status }) => status)).toEqual(["InProgress", "Ready"]);
    expect(stage.of("waiting")).toMatchObject([
      { for: "reroute", until: stage.clock.now() + 20 * MINUTE_MS },
    ]);
    expect(stage.shifts).toEqual([]);
    expect(stage.approvals.answer("release-v1", true)).toBe(true);
    expect(await stage.clock.play(done)).toMatchObject({ status: "Succeeded" });
    expect(stage.of("deployment").map(({ status }) => status)).toEqual([
      "InProgress",
      "Ready",
      "InProgress",
      "Succeeded",
    ]);
  });

  test.each([
    ["is refused", false, /^MANUAL_STOP: Rerouting was refused$/, 10],
    ["nobody answers", undefined, /^TIMEOUT: Nobody let users be moved within 30 minutes$/, 30],
  ] as const)("ends as Stopped where it %s", async (_, answer, reason, minutes) => {
    const stage = new Stage({ model: wait("STOP_DEPLOYMENT") });
    await stage.ready();
    const began = stage.clock.now();
    const done = stage.begin();
    await stage.clock.pass(HEALTHY_MS + 10 * MINUTE_MS);
    if (answer !== undefined) stage.approvals.answer("release-v1", answer);
    const result = await stage.clock.play(done);
    expect(result).toMatchObject({
      status: "Stopped",
      reason: expect.stringMatching(reason),
      rolledBack: true,
    });
    expect(stage.clock.now()).toBe(began + HEALTHY_MS + minutes * MINUTE_MS + DRAIN_MS);
    expect(stage.shifts).toEqual([]);
    expect(stage.tasks.running).toEqual(["placeholder", "placeholder"]);
  });

  test("goes on by itself where the deployment group says so", async () => {
    const stage = new Stage({ model: wait("CONTINUE_DEPLOYMENT") });
    await stage.ready();
    const began = stage.clock.now();
    expect(await stage.deploy()).toMatchObject({ status: "Succeeded" });
    expect(stage.of("shifted")[0]?.at).toBe(began + HEALTHY_MS + 30 * MINUTE_MS);
    expect(stage.approvals.answer("release-v1", true)).toBe(false);
  });
});

describe("an alarm", () => {
  const alarmed = {
    status: "Stopped",
    reason: `ALARM_ACTIVE: One or more alarms have been activated, and the deployment has been stopped. Activated alarms: ${ALARM}`,
    rolledBack: true,
  };

  test("stops a deployment as it begins, before a task is started", async () => {
    const stage = new Stage({ faults: ["alarm-red"] });
    expect(await stage.deploy()).toEqual(alarmed);
    expect(stage.lifecycle).toEqual([]);
    expect(stage.tasks.started).toHaveLength(2);
  });

  test.each([
    ["in mid-shift", HEALTHY_MS + 4.5 * MINUTE_MS, [10, 20, 30, 40, 50, 0]],
    ["in the termination wait", HEALTHY_MS + 11 * MINUTE_MS, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 0]],
  ])("stops it %s, and puts users back at once", async (_, after, promised) => {
    const stage = new Stage();
    await stage.ready();
    const done = stage.begin();
    await stage.clock.pass(after);
    const at = stage.clock.now();
    stage.alarms.set(ALARM, "ALARM", "5 datapoints", true);
    expect(await stage.clock.play(done)).toEqual(alarmed);
    expect(stage.of("shifted").map((event) => event.promised)).toEqual(promised);
    expect(stage.of("shifted").at(-1)).toMatchObject({ at, due: at });
    expect(stage.of("rollback")).toMatchObject([{ at, reason: alarmed.reason }]);
    expect(stage.balancer.served("production")).toEqual({ placeholder: 100 });
    expect(stage.balancer.served("test")).toEqual({ placeholder: 100 });
    expect(stage.tasks.running).toEqual(["placeholder", "placeholder"]);
    expect(stage.of("deployment").at(-1)).toMatchObject({ status: "Stopped", at: at + DRAIN_MS });
  });

  test("that the deployment group does not watch is not its business", async () => {
    const stage = new Stage({ model: { alarms: ["another"] }, faults: [] });
    stage.alarms.set(ALARM, "ALARM", "5 datapoints", true);
    expect(await stage.deploy()).toMatchObject({ status: "Succeeded" });
  });

  test("after the end of a deployment changes nothing of it", async () => {
    const stage = new Stage();
    await stage.deploy();
    stage.alarms.set(ALARM, "ALARM", "5 datapoints", true);
    await stage.clock.pass(MINUTE_MS);
    expect(stage.balancer.served("production")).toEqual({ v1: 100 });
    expect(stage.of("deployment").at(-1)).toMatchObject({ status: "Succeeded" });
  });
});

describe("an operator's stop", () => {
  test.each(EVENTS)("at %s puts users back", async (name) => {
    const hooks = Object.fromEntries(EVENTS.map((event) => [event, "slow"]));
    const stage = new Stage({
      functions: {
        slow: async (event, { clock }) => {
          await clock.after(1000);
          stage.report(event, "Succeeded");
        },
      },
    });
    stage.onTold((event) => {
      if (event.type === "lifecycle-event" && event.name === name && event.status === "InProgress")
        setImmediate(() => stage.deployer.stop());
    });
    const { Install, AllowTestTraffic, AllowTraffic, ...hooked } = hooks;
    const result = await stage.deploy("v1", hooked);
    expect(result).toEqual({
      status: "Stopped",
      reason: "MANUAL_STOP: The deployment was stopped by an operator",
      rolledBack: true,
    });
    expect(stage.balancer.served("production")).toEqual({ placeholder: 100 });
    expect(stage.balancer.served("test")).toEqual({ placeholder: 100 });
    expect(stage.tasks.running).toEqual(["placeholder", "placeholder"]);
    expect(stage.journal.state?.deployment).toBeUndefined();
  });

  test("is nothing where no deployment is under way", async () => {
    const stage = new Stage();
    await stage.deploy();
    expect(stage.deployer.stop()).toBe(false);
    expect(await stage.deploy("v2")).toMatchObject({ status: "Succeeded" });
  });

  test("comes too late once the original is being ended", async () => {
    const stage = new Stage({ model: { terminationWaitMinutes: 0 } });
    await stage.ready();
    const done = stage.begin();
    await stage.clock.pass(HEALTHY_MS + 9 * MINUTE_MS + 1000);
    stage.deployer.stop();
    expect(await stage.clock.play(done)).toEqual({ status: "Succeeded", rolledBack: false });
    expect(stage.tasks.running).toEqual(["v1", "v1"]);
  });
});

describe("without rollback", () => {
  const never = { failure: true, alarm: true, request: true };
  const CAUSES = {
    failure: {
      status: "Failed",
      stop: (stage: Stage) => stage.report(stage.invoked[0]?.[1] as never, "Failed"),
    },
    alarm: {
      status: "Stopped",
      stop: (stage: Stage) => stage.alarms.set(ALARM, "ALARM", "5 datapoints", true),
    },
    request: { status: "Stopped", stop: (stage: Stage) => stage.deployer.stop() },
  } as const;

  test.each(["failure", "alarm", "request"] as const)("for %s users stay where they are", async (cause) => {
    const { status, stop } = CAUSES[cause];
    const stage = new Stage({
      model: { rollbackOn: { ...never, [cause]: false }, shift: { type: "all-at-once" } },
      functions: { silent: () => undefined },
    });
    await stage.ready();
    const done = stage.begin("v1", { AfterAllowTraffic: "silent" });
    await stage.clock.pass(HEALTHY_MS + MINUTE_MS);
    stop(stage);
    expect(await stage.clock.play(done)).toMatchObject({ status, rolledBack: false });
    expect(stage.balancer.served("production")).toEqual({ v1: 100 });
    expect(stage.of("rollback")).toEqual([]);
    expect(stage.tasks.running).toEqual(["placeholder", "placeholder", "v1", "v1"]);
  });

  test("the next deployment begins from the original, and nobody meets what was left", async () => {
    const stage = new Stage({ model: { rollbackOn: { ...never, request: false } } });
    await stage.ready();
    const done = stage.begin("v1");
    await stage.clock.pass(HEALTHY_MS + 4.5 * MINUTE_MS);
    stage.deployer.stop();
    await stage.clock.play(done);
    expect(stage.balancer.served("production")).toEqual({ placeholder: 50, v1: 50 });
    const seen = new Set<string>();
    stage.onTold(() => {
      for (const version of Object.keys(stage.balancer.served("production"))) seen.add(version);
    });
    expect(await stage.deploy("v2")).toMatchObject({ status: "Succeeded" });
    expect([...seen]).toEqual(["placeholder", "v2"]);
    expect(stage.tasks.running).toEqual(["v2", "v2"]);
  });
});
