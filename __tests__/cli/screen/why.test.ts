import { renderScreen } from "../../../cli/screen/render";
import type { ReleaseEvent } from "../../../deployment-view/events";
import { at, event, OPENED, play, untilTraffic } from "../../deployment-view/story";

const release = "one";
const ALARM = "bluegreen-green-errors";
const ACTIVE = `ALARM_ACTIVE: One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: ${ALARM}`;

/** What a release says that ended badly: one sentence, as AWS hands it on. */
function ended(sentence: string, words: Readonly<Partial<Record<"event" | "reason", string>>> = {}) {
  const reason = words.reason ?? `Deployment Stopped: ${sentence}`;
  return [
    event(100, {
      type: "lifecycle-event",
      release,
      name: "AllowTraffic",
      status: "Failed",
      detail: words.event ?? sentence,
    }),
    event(100, { type: "rollback", release, reason: sentence, deployment: "d-ROLLBACK1" }),
    event(100, { type: "deployment", release, status: "Stopped", detail: sentence }),
    event(110, { type: "stage", release, stage: "Deploy", status: "Failed", detail: reason }),
    event(110, { type: "execution-ended", release, status: "Failed", reason }),
  ];
}

const ring = (name: string, state: "ALARM" | "OK", seconds: number): ReleaseEvent =>
  event(seconds, { type: "alarm", name, state, reason: state === "ALARM" ? "5 datapoints > 1" : "" });

const screen = (events: readonly ReleaseEvent[], columns = 80) =>
  renderScreen(play([OPENED, ...untilTraffic(release, 0), ...events]), {
    columns,
    color: false,
    now: at(200),
  });

/** A screen as one line, as somebody reads it. */
const read = (shown: string) => shown.replace(/\s+/g, " ");

test.each([40, 80, 120])("at %i columns it is told once, and whole", (columns) => {
  const shown = screen([ring(ALARM, "ALARM", 95), ...ended(ACTIVE), ring(ALARM, "OK", 150)], columns);
  expect(read(shown)).toContain(`Reason Deployment Stopped: ${ACTIVE} `);
  expect(read(shown).split("One or more alarms")).toHaveLength(2);
  expect(shown).toContain("\nRollback to blue by d-ROLLBACK1\n");
  expect(shown).not.toContain("…");
});

test("words that only one place has stand at that place, whole", () => {
  const own = `the script exited with 1: ${"a very long line ".repeat(8).trim()}.`;
  const shown = screen(ended("HEALTH_CONSTRAINTS: too few", { event: own, reason: "It failed." }));
  expect(shown).toContain("\nReason   It failed.\n");
  expect(shown).toContain("\nRollback to blue by d-ROLLBACK1: HEALTH_CONSTRAINTS: too few\n");
  expect(read(shown)).toContain(`AllowTraffic: ${own} `);
  expect(read(shown).split("too few")).toHaveLength(2);
});

describe("the alarm that stopped it", () => {
  const stopped = (events: readonly ReleaseEvent[]) =>
    screen(events, 200)
      .split("\n")
      .filter((line) => line.startsWith("Stopped "));

  test("is named though it is well again, with what it said", () => {
    expect(stopped([ring(ALARM, "ALARM", 95), ...ended(ACTIVE), ring(ALARM, "OK", 150)])).toEqual([
      `Stopped  by the alarm ${ALARM}: 5 datapoints > 1`,
    ]);
  });

  test("is named to whoever has not seen it ring", () => {
    expect(stopped(ended(ACTIVE))).toEqual([`Stopped  by the alarm ${ALARM}`]);
  });

  test("is the one that AWS names, not another that rang, nor one whose name is part of its", () => {
    const others = [ring("bluegreen-green", "ALARM", 90), ring("latency", "ALARM", 91)];
    expect(stopped([...others, ring(ALARM, "ALARM", 95), ...ended(ACTIVE)])).toEqual([
      `Stopped  by the alarm ${ALARM}: 5 datapoints > 1`,
    ]);
  });

  test("is what rang by then, where AWS names none", () => {
    const events = [ring(ALARM, "ALARM", 95), ...ended("rolled back because of an alarm")];
    expect(stopped([...events, ring("later", "ALARM", 150)])).toEqual([
      `Stopped  by the alarm ${ALARM}: 5 datapoints > 1`,
    ]);
  });

  test("is none, where something else stopped it", () => {
    expect(stopped([ring(ALARM, "ALARM", 95), ...ended("MANUAL_STOP: stopped by an operator")])).toEqual([]);
    expect(stopped([ring(ALARM, "ALARM", 95)])).toEqual([]);
  });
});

test("what was released and taken back is not said to run", () => {
  const gone = (seconds: number) =>
    event(seconds, { type: "tasks", release, role: "replacement", desired: 2, running: 0, healthy: 0 });
  for (const events of [
    [gone(99), ...ended(ACTIVE)],
    [...ended(ACTIVE), gone(150)],
  ])
    expect(screen(events)).toContain("green new 0 of 2 run, 0 healthy");
});

test("a deployment of ECS is called by its id, not by its ARN", () => {
  const id = "arn:aws:ecs:us-east-1:111122223333:service-deployment/shop/web/AbC123";
  const events = untilTraffic(release, 0).map((one) =>
    one.type === "deployment-created" ? { ...one, deployment: id } : one,
  );
  const shown = renderScreen(play([OPENED, ...events]), { columns: 80, color: false, now: at(100) });
  expect(shown).toContain("\nDeploy   ● AbC123 InProgress\n");
});
