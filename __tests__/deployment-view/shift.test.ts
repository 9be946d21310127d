import { LIMITS } from "../../deployment-view/bounded";
import type { ReleaseEvent } from "../../deployment-view/events";
import { at, created, event, OPENED, play, sample, shifted, started } from "./story";

const release = "one";
const DEPLOYED = [OPENED, started(release, 0), created(release, 0)];
const afterwards = (...events: ReleaseEvent[]) => play([...DEPLOYED, ...events]);
const stepsAfter = (...events: ReleaseEvent[]) => afterwards(...events).releases[0]?.deployment?.shift;
const rollback = (seconds: number) => event(seconds, { type: "rollback", release, reason: "An alarm." });
const ended = (seconds: number) => event(seconds, { type: "execution-ended", release, status: "Failed" });

describe("the observed share of a step", () => {
  test("is the replacement's, of what the two versions served since the step", () => {
    const [first, second] =
      stepsAfter(
        shifted(release, 60, 10),
        sample(60, 90, { old: 89, new: 11 }),
        sample(90, 120, { old: 91, new: 9 }),
        shifted(release, 120, 50),
        sample(120, 150, { old: 60, new: 40 }),
      ) ?? [];
    expect(first).toMatchObject({ promised: 10, observed: 10, served: { original: 180, replacement: 20 } });
    expect(second).toMatchObject({ promised: 50, observed: 40, served: { original: 60, replacement: 40 } });
  });

  test("is unknown before the first request", () => {
    expect(stepsAfter(shifted(release, 60, 10), sample(60, 90, {}))?.[0]).toEqual(
      stepsAfter(shifted(release, 60, 10))?.[0],
    );
  });

  test("counts neither other versions nor what nobody served, but their requests and failures", () => {
    expect(
      stepsAfter(shifted(release, 60, 10), sample(60, 90, { old: 9, new: 1, none: 4, older: 6 }, 5)),
    ).toEqual([expect.objectContaining({ observed: 10, requests: 20, failed: 5 })]);
  });

  test("leaves out a stretch that began before the step, but not its failures", () => {
    expect(
      stepsAfter(
        shifted(release, 60, 10),
        sample(50, 70, { old: 20 }, 3),
        sample(70, 90, { old: 9, new: 1 }),
      ),
    ).toEqual([expect.objectContaining({ observed: 10, requests: 30, failed: 3 })]);
  });

  test("counts a stretch for its own step though the next one has begun", () => {
    const [first, second] =
      stepsAfter(shifted(release, 60, 10), shifted(release, 120, 50), sample(60, 120, { old: 9, new: 1 })) ??
      [];
    expect(first).toMatchObject({ observed: 10, requests: 10 });
    expect(second).toMatchObject({ requests: 0 });
  });

  test("is unknown where both have one version", () => {
    const same = { targetGroup: "a", version: "same" };
    const twins = { ...created(release, 0), original: same, replacement: same };
    const view = play([
      OPENED,
      started(release, 0),
      twins,
      shifted(release, 60, 10),
      sample(60, 90, { same: 10 }),
    ]);
    expect(view.releases[0]?.deployment?.shift[0]).toMatchObject({
      requests: 10,
      served: { original: 0, replacement: 0 },
    });
    expect(view.releases[0]?.deployment?.shift[0]?.observed).toBeUndefined();
    expect(view.samples[0]?.observed).toBeUndefined();
  });

  test("ends with the rollback", () => {
    expect(
      stepsAfter(
        shifted(release, 60, 10),
        sample(60, 90, { old: 90, new: 10 }),
        rollback(100),
        sample(90, 110, { old: 50 }, 2),
        sample(110, 120, { old: 50 }),
      ),
    ).toEqual([expect.objectContaining({ observed: 10, requests: 150, failed: 2 })]);
  });

  test.each([
    ["before it", [shifted(release, 90, 0), rollback(91)]],
    ["after it", [rollback(90), shifted(release, 91, 0)]],
  ])("goes on in the step back of a rollback that is told %s", (_, back) => {
    const view = afterwards(
      shifted(release, 60, 40),
      sample(60, 90, { old: 60, new: 40 }),
      ...back,
      sample(91, 120, { old: 50 }),
    );
    expect(view.releases[0]?.deployment?.shift.map(({ observed }) => observed)).toEqual([40, 0]);
    expect(view.samples.map(({ promised }) => promised)).toEqual([40, 0]);
  });

  test("ends with the release", () => {
    expect(
      stepsAfter(
        shifted(release, 60, 100),
        sample(60, 90, { new: 10 }),
        ended(90),
        sample(90, 120, { old: 90 }),
      ),
    ).toEqual([expect.objectContaining({ observed: 100, requests: 10 })]);
  });
});

describe("the traffic of a release", () => {
  test("is all that was asked for while it went on", () => {
    const view = play([
      OPENED,
      sample(0, 10, { old: 5 }, 1),
      started(release, 10),
      sample(10, 20, { old: 20 }, 2),
      ended(30),
      sample(20, 30, { old: 7 }),
      sample(30, 40, { old: 40 }),
    ]);
    expect(view.releases[0]?.traffic).toEqual({ requests: 27, failed: 2 });
  });

  test("is that of each of two releases that go on at once, of which one is shifted", () => {
    const view = afterwards(shifted(release, 60, 10), started("two", 70), sample(70, 80, { old: 9, new: 1 }));
    expect(view.releases.map(({ traffic }) => traffic.requests)).toEqual([10, 10]);
    expect(view.releases[0]?.deployment?.shift[0]?.observed).toBe(10);
    expect(view.samples.at(-1)).toMatchObject({ promised: 10, observed: 10 });
  });
});

describe("a sample", () => {
  const promisedIn = (...events: ReleaseEvent[]) =>
    afterwards(...events).samples.map(({ promised }) => promised);

  test("keeps what was measured, with the share that was promised meanwhile", () => {
    expect(afterwards(shifted(release, 60, 25), sample(60, 90, { old: 6, new: 2 }, 1)).samples).toEqual([
      { from: at(60), at: at(90), requests: 8, failed: 1, p50Ms: 3, p99Ms: 12, promised: 25, observed: 25 },
    ]);
  });

  test("has no promise without a deployment", () => {
    const { samples } = play([OPENED, started(release, 0), sample(0, 10, { old: 9 })]);
    expect(samples).toEqual([{ from: at(0), at: at(10), requests: 9, failed: 0, p50Ms: 3, p99Ms: 12 }]);
  });

  test("has the promise of nothing before the shift and after the rollback, and none after the end", () => {
    expect(
      promisedIn(
        sample(0, 60, { old: 9 }),
        shifted(release, 60, 10),
        sample(60, 90, { old: 9 }),
        rollback(90),
        sample(90, 100, { old: 9 }),
        ended(100),
        sample(100, 110, { old: 9 }),
      ),
    ).toEqual([0, 10, 0, undefined]);
  });

  test("is one of the last so many", () => {
    const { samples } = afterwards(
      ...Array.from({ length: LIMITS.samples + 3 }, (_, i) => sample(i, i + 1, { old: 1 })),
    );
    expect(samples).toHaveLength(LIMITS.samples);
    expect(samples[0]?.from).toBe(at(3));
  });
});
