import fc from "fast-check";
import { LIMITS } from "../../deployment-view/bounded";
import type { ReleaseEvent } from "../../deployment-view/events";
import { anyEvent } from "./any-event";
import { OPENED, play, STORY } from "./story";

describe("the view, after any events in any order", () => {
  test("is whole: a release once, shares that can be, times that do not go back", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const view = play(events);
        expect(view.at).toBe(Math.max(0, ...events.map(({ at }) => at)));
        expect(new Set(view.releases.map(({ id }) => id)).size).toBe(view.releases.length);
        expect(new Set(view.alarms.map((alarm) => alarm.name)).size).toBe(view.alarms.length);
        for (const { shift } of view.releases.flatMap(({ deployment = [] }) => deployment)) {
          for (const { observed = 0, served, requests } of shift) {
            expect(observed).toBeGreaterThanOrEqual(0);
            expect(observed).toBeLessThanOrEqual(100);
            expect(Number.isInteger(served.original + served.replacement + requests)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("is the same however the events were cut in two", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.nat(30), (events, cut) => {
        expect(play(events.slice(cut), play(events.slice(0, cut)))).toEqual(play(events));
      }),
      { numRuns: 50 },
    );
  });

  test("is bounded", () => {
    const many = Array.from({ length: LIMITS.alarmChanges + 10 }, (_, index): ReleaseEvent[] => [
      { type: "execution-started", at: index, release: `r${index}`, commit: "c", message: "", trigger: "" },
      { type: "alarm", at: index, name: "a", state: index % 2 ? "OK" : "ALARM", reason: "" },
    ]).flat();
    const { releases } = play([{ ...OPENED, at: 0 }, ...many]);
    expect(releases).toHaveLength(LIMITS.releases);
    expect(releases.at(-1)?.id).toBe(`r${LIMITS.alarmChanges + 9}`);
    const alarms = play(
      many.filter(({ type }) => type === "alarm"),
      play(many.slice(0, 1)),
    ).releases[0]?.alarms;
    expect(alarms).toHaveLength(LIMITS.alarmChanges);
  });

  test("does not throw for a story told in another order", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...STORY]), (events) => {
        expect(play(events).releases.length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 50 },
    );
  });
});
