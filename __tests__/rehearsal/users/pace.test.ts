import { array, assert, double, integer, property } from "fast-check";
import { Pace } from "../../../rehearsal/users/pace";

describe("the pace of a stream", () => {
  test.each([1, 10, 200, 1000])("is %d a second, evenly", (perSecond) => {
    const pace = new Pace(perSecond, 5000);
    const ticks = Array.from({ length: 10 * perSecond }, (_, index) =>
      pace.take(5000 + (index * 1000) / perSecond),
    );
    expect(ticks.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(10 * perSecond - 1);
    expect(Math.max(...ticks)).toBeLessThanOrEqual(2);
  });

  test("grows in the ramp, to half of the requests of as long a time", () => {
    const pace = new Pace(1000, 5000, 1000);
    const ticks = Array.from({ length: 2000 }, (_, index) => pace.take(5000 + index));
    const sent = (from: number, to: number) => ticks.slice(from, to).reduce((sum, count) => sum + count);
    expect([sent(0, 100), sent(0, 1000)]).toEqual([5, 500]);
    expect(sent(1000, 2000)).toBeGreaterThanOrEqual(999);
    expect(Math.max(...ticks)).toBeLessThanOrEqual(2);
  });

  test("is kept however irregularly it is asked, as long as that is often enough", () => {
    const pauses = array(double({ min: 0.5, max: 40, noNaN: true }), { minLength: 200, maxLength: 400 });
    assert(
      property(pauses, integer({ min: 100, max: 1000 }), (milliseconds, perSecond) => {
        const pace = new Pace(perSecond, 0);
        let [now, sent] = [0, 0];
        for (const pause of milliseconds) {
          now += pause;
          sent += pace.take(now);
        }
        const expected = (now * perSecond) / 1000;
        expect(sent).toBeGreaterThan(expected * 0.95 - (40 * perSecond) / 1000);
        expect(sent).toBeLessThanOrEqual(expected + 1);
      }),
    );
  });

  test("catches up after a pause, without a burst", () => {
    const pace = new Pace(200, 0);
    pace.take(0);
    const after = pace.take(400);
    const next = Array.from({ length: 200 }, (_, index) => pace.take(405 + index * 5));
    expect(after).toBe(10);
    expect(Math.max(...next)).toBe(2);
    expect(1 + after + next.reduce((sum, count) => sum + count)).toBe(1 + (1400 * 200) / 1000);
  });

  test("makes up for no more than a second", () => {
    const pace = new Pace(100, 0);
    let sent = pace.take(3_600_000);
    for (let tick = 1; tick <= 300; tick += 1) sent += pace.take(3_600_000 + tick * 10);
    expect(sent).toBe(400);
  });
});
