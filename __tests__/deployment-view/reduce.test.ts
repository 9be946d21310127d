import { LIMITS } from "../../deployment-view/bounded";
import type { ReleaseEvent } from "../../deployment-view/events";
import { initialView } from "../../deployment-view/reduce";
import type { DeploymentView } from "../../deployment-view/view";
import { at, created, event, LIFECYCLE_EVENTS, OPENED, play, STORY, started } from "./story";

const release = "one";
const newest = (view: DeploymentView) => {
  const last = view.releases.at(-1);
  if (!last) throw new Error("there is no release");
  return last;
};
const deployed = (...events: ReleaseEvent[]) =>
  newest(play([OPENED, started(release, 1), created(release, 2), ...events]));

describe("the view", () => {
  test("says what was opened, with every alarm still unchecked", () => {
    const view = play([OPENED]);
    expect(view).toMatchObject({
      system: "ecs-blue-green",
      engine: "codedeploy",
      speed: 60,
      runtime: "nginx: found on the PATH",
      urls: { production: "http://127.0.0.1:8080" },
      stages: ["Source", "Build", "Deploy"],
      startedAt: at(0),
      at: at(0),
    });
    expect(view.alarms).toEqual(
      ["bluegreen-green-errors", "bluegreen-green-latency"].map((name) => ({
        name,
        state: "INSUFFICIENT_DATA",
        reason: "Unchecked: Initial alarm creation",
        since: at(0),
      })),
    );
  });

  test("keeps what is known of an alarm when it is opened again", () => {
    const red = event(5, { type: "alarm", name: "bluegreen-green-errors", state: "ALARM", reason: "why" });
    expect(play([red, OPENED]).alarms[0]).toEqual({
      name: "bluegreen-green-errors",
      state: "ALARM",
      reason: "why",
      since: at(5),
    });
  });

  test("begins a release with all of its stages to come", () => {
    expect(newest(play([OPENED, started(release, 1)]))).toEqual({
      id: release,
      commit: "0123456789abcdef0123456789abcdef01234567",
      message: "Say hello\n\nAnd more.",
      trigger: "push to main",
      status: "InProgress",
      startedAt: at(1),
      stages: ["Source", "Build", "Deploy"].map((name) => ({ name, status: "Pending" })),
      faults: [],
      traffic: { requests: 0, failed: 0 },
      alarms: [],
    });
  });

  test("begins a release once, though it is told twice", () => {
    const view = play([OPENED, ...[started(release, 1), created(release, 2), started(release, 3)]]);
    expect(view.releases).toHaveLength(1);
    expect(newest(view)).toMatchObject({ startedAt: at(1), deployment: { id: "d-ABCDEF123" } });
  });

  test("changes nothing but the time for a release that nobody started", () => {
    const view = play([OPENED, created("unknown", 9)]);
    expect(view).toEqual({ ...play([OPENED]), at: at(9) });
  });

  test("never goes back in time", () => {
    expect(play([event(9, { type: "log", source: "build", text: "a" }), started(release, 3)]).at).toBe(at(9));
  });

  test("leaves the view before as it was", () => {
    const freeze = <Value>(value: Value): Value => {
      if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
        Object.freeze(value);
        Object.values(value).forEach(freeze);
      }
      return value;
    };
    expect(STORY.reduce((view, next) => freeze(play([freeze(next)], view)), freeze(initialView))).toEqual(
      play(STORY),
    );
  });
});

describe("a stage", () => {
  const stage = (seconds: number, status: "InProgress" | "Succeeded" | "Failed", detail?: string) =>
    event(seconds, { type: "stage", release, stage: "Build", status, detail });
  const build = (...events: ReleaseEvent[]) =>
    deployed(...events).stages.find(({ name }) => name === "Build");

  test("bears when it began and ended", () => {
    expect(build(stage(3, "InProgress"), stage(8, "Succeeded"))).toEqual({
      name: "Build",
      status: "Succeeded",
      startedAt: at(3),
      endedAt: at(8),
    });
  });

  test("keeps its times when a status is told again, with what is new of it", () => {
    expect(
      build(
        stage(3, "InProgress"),
        stage(4, "InProgress", "phase BUILD"),
        stage(8, "Failed"),
        stage(9, "Failed", "x"),
      ),
    ).toEqual({ name: "Build", status: "Failed", detail: "x", startedAt: at(3), endedAt: at(8) });
  });

  test("begins anew when it is tried again", () => {
    expect(build(stage(3, "InProgress"), stage(8, "Failed"), stage(10, "InProgress"))).toEqual({
      name: "Build",
      status: "InProgress",
      startedAt: at(10),
    });
  });

  test("comes last if nobody announced it", () => {
    const { stages } = deployed(event(3, { type: "stage", release, stage: "Test", status: "InProgress" }));
    expect(stages.map(({ name }) => name)).toEqual(["Source", "Build", "Deploy", "Test"]);
  });
});

describe("a deployment", () => {
  test("begins with all of its lifecycle events to come", () => {
    expect(deployed().deployment).toEqual({
      id: "d-ABCDEF123",
      status: "Created",
      original: { targetGroup: "bluegreen-blue", version: "old" },
      replacement: { targetGroup: "bluegreen-green", version: "new" },
      events: LIFECYCLE_EVENTS.map((name) => ({ name, status: "Pending" })),
      shift: [],
      tasks: {},
    });
  });

  test("follows its status, its lifecycle events, its tasks and its shift", () => {
    const { deployment } = deployed(
      event(3, { type: "deployment", release, status: "InProgress", detail: "starting" }),
      event(3, { type: "lifecycle-event", release, name: "Install", status: "InProgress" }),
      event(4, { type: "tasks", release, role: "replacement", desired: 2, running: 1, healthy: 0 }),
      event(5, { type: "lifecycle-event", release, name: "Install", status: "Succeeded" }),
      event(5, { type: "lifecycle-event", release, name: "AfterInstall", status: "Skipped" }),
      event(6, { type: "shifted", release, promised: 10, due: at(5.5) }),
    );
    expect(deployment).toMatchObject({
      status: "InProgress",
      detail: "starting",
      tasks: { replacement: { desired: 2, running: 1, healthy: 0 } },
    });
    expect(deployment?.events.slice(1, 3)).toEqual([
      { name: "Install", status: "Succeeded", startedAt: at(3), endedAt: at(5) },
      { name: "AfterInstall", status: "Skipped" },
    ]);
    expect(deployment?.shift).toEqual([
      {
        at: at(6),
        due: at(5.5),
        promised: 10,
        served: { original: 0, replacement: 0 },
        requests: 0,
        failed: 0,
      },
    ]);
  });
});

describe("a release", () => {
  const waiting = event(3, { type: "waiting", release, for: "reroute", until: at(60) });

  test("waits until something goes on", () => {
    const tasks = event(4, { type: "tasks", release, role: "original", desired: 2, running: 2, healthy: 1 });
    const ready = event(4, { type: "deployment", release, status: "Ready" });
    expect(deployed(waiting, tasks, ready).waiting).toEqual({ for: "reroute", until: at(60) });
  });

  test.each<[string, ReleaseEvent]>([
    [
      "a lifecycle event",
      event(4, { type: "lifecycle-event", release, name: "AllowTraffic", status: "InProgress" }),
    ],
    ["a stage", event(4, { type: "stage", release, stage: "Deploy", status: "InProgress" })],
    ["a shift", event(4, { type: "shifted", release, promised: 10, due: at(4) })],
    ["a status", event(4, { type: "deployment", release, status: "Succeeded" })],
    ["a rollback", event(4, { type: "rollback", release, reason: "x" })],
    ["the end", event(4, { type: "execution-ended", release, status: "Stopped" })],
  ])("waits no longer after %s", (_, next) => {
    expect(deployed(waiting, next).waiting).toBeUndefined();
  });

  test("says how it ended, why it was rolled back, and what was injected", () => {
    expect(
      deployed(
        event(3, { type: "fault", release, fault: "hook fails" }),
        event(4, { type: "rollback", release, reason: "A hook failed.", deployment: "d-2" }),
        event(5, { type: "execution-ended", release, status: "Failed", reason: "The deployment failed." }),
      ),
    ).toMatchObject({
      status: "Failed",
      reason: "The deployment failed.",
      endedAt: at(5),
      rollback: { reason: "A hook failed.", deployment: "d-2", at: at(4) },
      faults: ["hook fails"],
    });
  });
});

describe("an alarm", () => {
  const alarm = (seconds: number, state: "OK" | "ALARM", reason: string) =>
    event(seconds, { type: "alarm", name: "bluegreen-green-errors", state, reason });

  test("is in its state since it came into it", () => {
    expect(play([OPENED, alarm(3, "ALARM", "a"), alarm(5, "ALARM", "b")]).alarms[0]).toEqual({
      name: "bluegreen-green-errors",
      state: "ALARM",
      reason: "b",
      since: at(3),
    });
  });

  test("is kept with the releases that went on while it changed, and with no other", () => {
    const view = play([
      OPENED,
      started("ended", 1),
      event(2, { type: "execution-ended", release: "ended", status: "Succeeded" }),
      started("going", 3),
      alarm(4, "OK", "a"),
      alarm(5, "ALARM", "b"),
      alarm(6, "ALARM", "c"),
    ]);
    expect(view.releases.map(({ alarms }) => alarms)).toEqual([
      [],
      [
        { name: "bluegreen-green-errors", state: "OK", reason: "a", at: at(4) },
        { name: "bluegreen-green-errors", state: "ALARM", reason: "b", at: at(5) },
      ],
    ]);
  });

  test("is known from its first change if nobody announced it", () => {
    const other = event(3, { type: "alarm", name: "other", state: "OK", reason: "" });
    expect(
      play([OPENED, other])
        .alarms.map(({ name }) => name)
        .at(-1),
    ).toBe("other");
  });
});

describe("the log", () => {
  const lines = (count: number, text = (index: number) => `line ${index}`) =>
    Array.from({ length: count }, (_, index) =>
      event(index, { type: "log", source: "build", text: text(index) }),
    );

  test("keeps the last lines", () => {
    const { log } = play(lines(LIMITS.log + 5));
    expect(log).toHaveLength(LIMITS.log);
    expect(log[0]).toEqual({ at: at(5), source: "build", text: "line 5" });
    expect(log.at(-1)?.text).toBe(`line ${LIMITS.log + 4}`);
  });

  test("keeps the beginning of a line that is too long", () => {
    const [whole, long] = play([
      ...lines(1, () => "x".repeat(LIMITS.logText)),
      ...lines(1, () => "x".repeat(LIMITS.logText + 1)),
    ]).log;
    expect(whole?.text).toBe("x".repeat(LIMITS.logText));
    expect(long?.text).toBe(`${"x".repeat(LIMITS.logText - 1)}…`);
  });

  test("is not slowed down by a hundred megabytes", () => {
    const text = "x".repeat(1000);
    const began = performance.now();
    let view = play([OPENED]);
    for (let line = 0; line < 100_000; line++)
      view = play([event(line, { type: "log", source: "build", text })], view);
    expect(view.log).toHaveLength(LIMITS.log);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});
