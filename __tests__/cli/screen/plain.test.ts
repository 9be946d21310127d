import { chooseScreen } from "../../../cli/screen/choose";
import { plainLines } from "../../../cli/screen/plain";
import type { ReleaseEvent } from "../../../deployment-view/events";
import { createStore } from "../../../deployment-view/store";
import { bad, event, good, OPENED, STORY, sample, shifted, untilTraffic } from "../../deployment-view/story";
import { Emulator } from "./emulator";

function linesFor(events: readonly ReleaseEvent[]): string[] {
  const store = createStore();
  let written = "";
  const screen = plainLines({ write: (text) => (written += text) }, store);
  events.forEach(store.apply);
  screen.close();
  store.apply(event(0, { type: "log", source: "late", text: "not written" }));
  return written.split("\n").slice(0, -1);
}

describe("plain lines", () => {
  test("tell a release from its first line to its last", () => {
    expect(linesFor([OPENED, ...good("one", 10)])).toEqual([
      "00:00:00           ecs-blue-green with codedeploy, in AWS time that runs 60 times as fast",
      "00:00:00           tasks are run by nginx: found on the PATH",
      "00:00:00           the application answers at http://127.0.0.1:8080",
      "00:00:00           its next version is tested at http://127.0.0.1:9001",
      "00:00:00           push to http://127.0.0.1:7000/app.git",
      "00:00:00           release 1 by push to main: 0123456 Say hello",
      "00:00:00  Source   InProgress",
      "00:00:04  Source   Succeeded in 0:04",
      "00:00:04  Build    InProgress",
      "          build | npm ci",
      "00:00:30  Build    Succeeded in 0:26",
      "00:00:30  Deploy   InProgress",
      "00:00:30  Deploy   d-ABCDEF123: old in bluegreen-blue is blue, new in bluegreen-green is green",
      "00:00:30  Deploy   d-ABCDEF123: InProgress",
      "00:00:30  Deploy   blue: 2 of 2 tasks run, 2 healthy",
      "00:00:30  Deploy   Install: InProgress",
      "00:00:40  Deploy   green: 2 of 2 tasks run, 1 healthy",
      "00:00:45  Deploy   Install: Succeeded in 0:15",
      "00:01:00  Deploy   AllowTraffic: InProgress",
      "00:01:00  Deploy   shift: now 10 % of users on green",
      "00:02:00  Deploy   shift: 10 % of users on green, observed 10.5 %, 0 of 200 failed; now 50 %",
      "00:03:00  Deploy   shift: 50 % of users on green, observed 49.5 %, 0 of 200 failed; now 100 %",
      "00:03:20  Deploy   AllowTraffic: Succeeded in 2:20",
      "00:03:20  Deploy   waits: termination, for 0:55 at most",
      "00:04:15  Deploy   shift: 100 % of users on green, observed 100 %, 0 of 50 failed",
      "00:04:15  Deploy   d-ABCDEF123: Succeeded",
      "00:04:20  Deploy   Succeeded in 3:50",
      "00:04:20           release ended: Succeeded",
    ]);
  });

  test("call a deployment of ECS by its id", () => {
    const id = "arn:aws:ecs:us-east-1:111122223333:service-deployment/shop/web/AbC123";
    const lines = linesFor(
      [OPENED, ...bad("one", 0)].map((one) =>
        one.type === "deployment-created" || one.type === "rollback" ? { ...one, deployment: id } : one,
      ),
    ).join("\n");
    expect(lines).toContain("  AbC123: old in bluegreen-blue is blue,");
    expect(lines).toContain("  AbC123: Stopped");
    expect(lines).toContain(" (AbC123)");
    expect(lines).not.toContain("arn:");
  });

  test("tell why a release was taken back, and what came of its last step, once", () => {
    expect(linesFor([OPENED, ...bad("one", 0)]).slice(-10)).toEqual(
      [
        "00:01:00  Deploy   shift: now 10 % of users on green",
        "00:02:00  Deploy   shift: 10 % of users on green, observed 10 %, 0 of 200 failed; now 40 %",
        "00:02:30  Deploy   alarm bluegreen-green-errors: ALARM: Threshold Crossed: 1 datapoint [25.0] was greater than the threshold (5.0).",
        "00:02:30  Deploy   AllowTraffic: Failed in 1:30",
        "00:02:30  Deploy   shift: 40 % of users on green, observed 42.1 %, 25 of 100 failed",
        "00:02:30  Deploy   rollback: The alarm bluegreen-green-errors is in ALARM. (d-ROLLBACK1)",
        "00:02:30  Deploy   d-ABCDEF123: Stopped",
        "00:02:40  Deploy   Failed in 2:10",
        "00:02:40           release ended: Failed: The deployment was stopped.",
      ].toSpliced(0, 0, "00:01:00  Deploy   fault injected: 5xx from 40 %"),
    );
  });

  test.each([
    ["before", 89],
    ["after", 91],
  ])("tell of the step back that is told %s its rollback", (_, back) => {
    const release = "one";
    const rollback = event(90, { type: "rollback", release, reason: "A stop." });
    const inOrder = [rollback, shifted(release, back, 0)].sort((one, other) => one.at - other.at);
    const lines = linesFor([
      OPENED,
      ...untilTraffic(release, 0),
      shifted(release, 60, 40),
      ...inOrder,
      sample(91, 100, { old: 30 }),
      event(100, { type: "execution-ended", release, status: "Stopped" }),
    ]).map((line) => line.slice(19));
    const step = "shift: 40 % of users on green, nothing observed, 0 of 0 failed";
    expect(lines.slice(lines.indexOf("shift: now 40 % of users on green") + 1)).toEqual([
      ...(back < 90
        ? [`${step}; now 0 %`, "rollback: A stop."]
        : [step, "rollback: A stop.", "shift: now 0 % of users on green"]),
      "release ended: Stopped",
    ]);
  });

  test("tell nothing twice, and nothing of samples", () => {
    const release = "one";
    const before = [OPENED, ...untilTraffic(release, 0)];
    const again: ReleaseEvent[] = [
      event(70, { type: "stage", release, stage: "Deploy", status: "InProgress" }),
      event(70, { type: "lifecycle-event", release, name: "AllowTraffic", status: "InProgress" }),
      event(70, { type: "lifecycle-event", release, name: "AfterAllowTraffic", status: "Skipped" }),
      event(70, { type: "alarm", name: "bluegreen-green-errors", state: "INSUFFICIENT_DATA", reason: "" }),
      sample(60, 70, { old: 1 }),
      event(70, { type: "deployment", release: "unknown", status: "Failed" }),
    ];
    expect(linesFor([...before, ...again])).toEqual(linesFor(before));
  });

  test("bear each line of a log with its source, and nothing that could work on a terminal", () => {
    expect(
      linesFor([
        event(0, { type: "log", source: "hook\x1b[1m a", text: "\x1b[31mone\x1b[0m\r\n\n::error::two\x07" }),
      ]),
    ).toEqual(["          hook a | one", "          hook a |", "          hook a | ::error::two"]);
  });

  test("are without colour", () => {
    expect(linesFor(STORY).join("\n")).not.toContain("\x1b");
  });
});

describe("the screen that is chosen", () => {
  const isLive = (isTTY: boolean, env: NodeJS.ProcessEnv) => {
    const stdout = Object.assign(new Emulator(), { isTTY });
    chooseScreen({ stdout, env })(createStore()).close();
    return stdout.writes > 0;
  };

  test.each<[string, boolean, NodeJS.ProcessEnv]>([
    ["a terminal", true, { TERM: "xterm" }],
    ["a terminal with empty settings", true, { CI: "", NO_COLOR: "" }],
    ["a terminal that is no build server", true, { CI: "false" }],
  ])("is drawn in place on %s", (_, isTTY, env) => {
    expect(isLive(isTTY, env)).toBe(true);
  });

  test.each<[string, boolean, NodeJS.ProcessEnv]>([
    ["a file", false, {}],
    ["a build server", true, { CI: "true" }],
    ["a terminal without colour", true, { NO_COLOR: "1" }],
    ["a terminal that can only print", true, { TERM: "dumb" }],
  ])("is plain lines on %s", (_, isTTY, env) => {
    expect(isLive(isTTY, env)).toBe(false);
  });
});
