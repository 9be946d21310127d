import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { renderScreen } from "../../../cli/screen/render";
import { widthOf } from "../../../cli/screen/text";
import type { ReleaseEvent } from "../../../deployment-view/events";
import { anyEvent } from "../../deployment-view/any-event";
import {
  at,
  event,
  good,
  OPENED,
  play,
  STORY,
  sample,
  shifted,
  untilTraffic,
} from "../../deployment-view/story";

const release = "one";
const UNTIL_TRAFFIC = [OPENED, ...untilTraffic(release, 0)];
const screen = (events: readonly ReleaseEvent[], seconds = 100, columns = 80) =>
  renderScreen(play(events), { columns, color: false, now: at(seconds) });
const lineOf = (word: string, shown: string) => shown.split("\n").find((line) => line.startsWith(`${word} `));

describe("the screen", () => {
  test("says what it is of, where to look and where to push, before the first release", () => {
    expect(screen([OPENED], 65)).toBe(
      [
        "ecs-blue-green  codedeploy  AWS time, 60 times as fast  00:01:05",
        "Open     http://127.0.0.1:8080",
        "Test     http://127.0.0.1:9001",
        "Push to  http://127.0.0.1:7000/app.git",
        "Tasks by nginx: found on the PATH",
        "",
        "Waits for a push.",
        "",
        "Alarms   ? 2 INSUFFICIENT_DATA",
      ].join("\n"),
    );
  });

  test("shows a release, its stages and its lifecycle events with the time they take", () => {
    const shown = screen(UNTIL_TRAFFIC, 90);
    expect(shown).toContain("● Release 1  0123456 Say hello  1:30  push to main\n");
    expect(shown).toContain("✔ Source 0:04  ✔ Build 0:26  ● Deploy 1:00\n");
    expect(shown).toContain("Deploy   ● d-ABCDEF123 InProgress\n");
    expect(shown).toContain("· BeforeInstall                ✔ Install                0:15\n");
    expect(shown).toContain("● AllowTraffic           0:30  · AfterAllowTraffic\n");
    expect(shown).toContain("Tasks    blue old 2 of 2 run, 2 healthy  green new 2 of 2 run, 1 healthy\n");
    expect(shown).toMatch(/\n\nbuild \| npm ci$/);
  });

  test("shows a deployment without lifecycle events, as a rolling one is, with no gap where they would be", () => {
    const rolling = UNTIL_TRAFFIC.filter(({ type }) => type !== "lifecycle-event").map((one) =>
      one.type === "deployment-created" ? { ...one, lifecycleEvents: [] } : one,
    );
    expect(screen(rolling, 90)).toMatch(/\nDeploy {3}● d-ABCDEF123 InProgress\nShift /);
  });

  test("shows what was promised and what was observed of both sides", () => {
    const shown = screen([...UNTIL_TRAFFIC, shifted(release, 60, 40), sample(60, 90, { old: 70, new: 30 })]);
    expect(lineOf("blue", shown)).toMatch(/^blue {5}█{32}▓{5}░{16} {5}60 % {5}70 %$/);
    expect(lineOf("green", shown)).toMatch(/^green {4}█{16}▒{5}░{32} {5}40 % {5}30 %$/);
  });

  test("shows what users meet: requests in a real second, failures, latency", () => {
    const shown = screen([...UNTIL_TRAFFIC, sample(60, 90, { old: 20, new: 5 }, 3)]);
    expect(shown).toContain("Requests 50.0/s  3 of 25 failed  p50 3 ms  p99 12 ms\n");
  });

  test("names the alarms that ring, and counts the others", () => {
    const alarm = event(95, { type: "alarm", name: "bluegreen-green-errors", state: "ALARM", reason: "x" });
    expect(screen([...UNTIL_TRAFFIC, alarm], 125)).toContain(
      "Alarms   ✖ bluegreen-green-errors ALARM for 0:30  ? 1 INSUFFICIENT_DATA\n",
    );
  });

  test.each([
    ["approval", "Waits    for an approval, 0:50 left"],
    ["reroute", "Waits    to be let send users to green, 0:50 left"],
    ["termination", "Waits    before it ends blue, 0:50 left"],
    ["bake", "Waits    for the bake time to pass, 0:50 left"],
  ] as const)("says that it waits: %s", (what, line) => {
    const waiting = event(95, { type: "waiting", release, for: what, until: at(150) });
    expect(screen([...UNTIL_TRAFFIC, waiting], 100).split("\n")).toContain(line);
  });

  test("says why a release failed, and shows all users on blue again", () => {
    const shown = screen(STORY, 500);
    expect(shown).toContain("✔ Release 1  0123456 Say hello  Succeeded in 4:20\n");
    expect(shown).toContain("✖ Release 2  0123456 Say hello  Failed in 2:40  push to main\n");
    expect(shown).toContain("Reason   The deployment was stopped.\n");
    expect(shown).toContain(
      "\nStopped  by the alarm bluegreen-green-errors: Threshold Crossed: 1 datapoint\n         [25.0] was greater than the threshold (5.0).\n",
    );
    expect(shown).toContain(
      "\nRollback to blue by d-ROLLBACK1: The alarm bluegreen-green-errors is in ALARM.\n",
    );
    expect(shown).toContain("Faults   5xx from 40 %\n");
    expect(lineOf("blue", shown)).toMatch(/^blue {5}█+ {4}100 % {8}-$/);
  });

  test.each([
    [
      "a stage",
      event(9, { type: "stage", release, stage: "Build", status: "Failed", detail: "npm test: 1" }),
      "Build: npm test: 1",
    ],
    [
      "a hook",
      event(99, {
        type: "lifecycle-event",
        release,
        name: "AfterInstall",
        status: "Failed",
        detail: "/: 500",
      }),
      "AfterInstall: /: 500",
    ],
  ])("says what failed in %s", (_, failed, line) => {
    expect(screen([...UNTIL_TRAFFIC, failed]).split("\n")).toContain(line);
  });

  test("shows the release that is deployed while the next one is built", () => {
    const shown = screen([...UNTIL_TRAFFIC, ...untilTraffic("two", 70).slice(0, 3)]);
    expect(shown).toContain("d-ABCDEF123");
    expect(shown).toContain("● Release 2");
  });

  test("waits for a push only once it is known what it is of", () => {
    const options = { columns: 80, color: false, now: at(5) };
    expect(renderScreen(play([]), { ...options, opening: "Asks AWS…" })).toBe("Asks AWS…");
    expect(renderScreen(play([]), options)).toBe("Waits for a push.");
    expect(renderScreen(play([OPENED]), { ...options, opening: "Asks AWS…" })).toContain("Waits for a push.");
  });

  test("is coloured only on demand", () => {
    const view = play(STORY);
    const options = { columns: 80, now: at(500) };
    const colored = renderScreen(view, { ...options, color: true });
    const plain = renderScreen(view, { ...options, color: false });
    expect(colored).not.toBe(plain);
    expect(stripVTControlCharacters(plain)).toBe(plain);
    expect(stripVTControlCharacters(colored).replace(/ +$/gm, "")).toBe(plain);
  });
});

describe("the room there is", () => {
  test("is filled with the log's last lines", () => {
    const lines = Array.from({ length: 30 }, (_, i) =>
      event(61, { type: "log", source: "task", text: `no ${i}` }),
    );
    const view = play([...UNTIL_TRAFFIC, ...lines]);
    const shown = (rows?: number) =>
      renderScreen(view, { columns: 80, rows, color: false, now: at(100) }).split("\n");
    expect(shown().slice(-8)).toEqual([22, 23, 24, 25, 26, 27, 28, 29].map((i) => `task | no ${i}`));
    for (const rows of [30, 28, 26, 24, 22, 20, 18]) {
      expect(shown(rows).length).toBeLessThanOrEqual(rows);
      expect(shown(rows).at(-1)).toBe("task | no 29");
    }
    expect(shown(30).join("\n")).toContain("Push to");
  });

  test("is given to what changes on a terminal of 80 by 24", () => {
    const shown = renderScreen(play(STORY.slice(0, -8)), {
      columns: 80,
      rows: 23,
      color: false,
      now: at(450),
    });
    expect(shown.split("\n").length).toBeLessThanOrEqual(23);
    for (const word of ["Release 2", "AllowTraffic", "green", "Requests", "Alarms"])
      expect(shown).toContain(word);
    expect(shown).not.toContain("Push to");
  });

  test("is never overrun, whatever happened and whatever it is called", () => {
    const wide = event(5, {
      type: "log",
      source: "構築 🚀",
      text: `${"漢字かな交じり文 ".repeat(30)}\x1b[2J`,
    });
    fc.assert(
      fc.property(
        fc.array(anyEvent, { maxLength: 40 }),
        fc.integer({ min: 40, max: 200 }),
        fc.boolean(),
        (events, columns, color) => {
          const view = play([...good("a", 0), wide, ...events]);
          const lines = renderScreen(view, { columns, color, now: at(300) }).split("\n");
          for (const line of lines)
            expect(widthOf(stripVTControlCharacters(line))).toBeLessThanOrEqual(columns);
        },
      ),
      { numRuns: 100 },
    );
  });
});
