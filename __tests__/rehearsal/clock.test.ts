import { LIMIT_FLOOR_MS, pace, SpedUpClock } from "../../rehearsal/clock";
import { VirtualClock } from "./virtual-clock";

const MINUTE_MS = 60_000;
const START = Date.UTC(2030, 0, 1);

describe("a clock that is sped up", () => {
  test("begins at its moment, or at this machine's, and runs so many times faster", async () => {
    const clock = new SpedUpClock(600, START);
    const [real, aws] = [performance.now(), clock.now()];
    expect(aws).toBeGreaterThanOrEqual(START);
    await clock.after(5000);
    const [passed, expected] = [clock.now() - aws, (performance.now() - real) * 600];
    expect(Math.abs(passed - expected)).toBeLessThan(600);
    expect(Math.abs(new SpedUpClock(60).now() - Date.now())).toBeLessThan(MINUTE_MS);
  });

  test("wakes up at a moment, never before it", async () => {
    const clock = new SpedUpClock(600, START);
    for (const wait of [1, 700, 2000, 6001]) {
      const due = clock.now() + wait;
      await clock.until(due);
      expect(clock.now()).toBeGreaterThanOrEqual(due);
    }
  });

  test("does not wait for what has passed", async () => {
    const clock = new SpedUpClock(1, START);
    const real = performance.now();
    await clock.until(START - MINUTE_MS);
    await clock.after(0);
    await clock.after(-MINUTE_MS);
    expect(performance.now() - real).toBeLessThan(500);
  });

  test("can be told to wait no more, and never rejects", async () => {
    const clock = new SpedUpClock(1, START);
    const ends = new AbortController();
    // Longer than one timer of Node can be.
    const waits = [clock.after(60 * MINUTE_MS, ends.signal), clock.until(START + 1e12, ends.signal)];
    ends.abort(new Error("enough"));
    await Promise.all(waits);
    await clock.after(MINUTE_MS, ends.signal);
  });

  test.each([
    // speed, AWS milliseconds, real milliseconds, limit of real work
    [1, 30_000, 30_000, 30_000],
    [60, 300_000, 5000, 5000],
    [60, 30_000, 500, LIMIT_FLOOR_MS],
    [600, 5000, 5000 / 600, LIMIT_FLOOR_MS],
    [60, 500, 500 / 60, 500],
  ])("at speed %d: %d ms of AWS take %d ms, and real work is left %d ms", (speed, aws, real, limit) => {
    const clock = new SpedUpClock(speed);
    expect(clock.real(aws)).toBeCloseTo(real);
    expect(clock.limit(aws)).toBeCloseTo(limit);
  });
});

test.each([
  [1, 5000, 100, 5000],
  [60, 10_000, 100, 10_000],
  [600, 10_000, 100, 60_000],
])(
  "at speed %d work that is due each %d ms, but takes %d, is paced at %d",
  async (speed, every, real, expected) => {
    const clock = new VirtualClock(0);
    await clock.play(pace({ speed, after: (...wait) => clock.after(...wait) }, every, real));
    expect(clock.now()).toBe(expected);
  },
);
