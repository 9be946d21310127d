import fc from "fast-check";
import { type PlannedTask, plan, type Situation } from "../../../../rehearsal/deployment/rolling/plan";
import { leastHealthy, mostTasks, type Sizes } from "../../../../rehearsal/deployment/rolling/sizes";

const sizes = (desired: number, minimumHealthyPercent = 100, maximumPercent = 200): Sizes => ({
  desired,
  minimumHealthyPercent,
  maximumPercent,
});

/** So many tasks of each kind: `old`, `new`, each `+` healthy, `?` starting, `!` ill, `-` stopping. */
function tasks(counts: Readonly<Record<string, number>>): PlannedTask[] {
  return Object.entries(counts).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, index) => ({
      id: `${kind} ${index + 1}`,
      of: kind.startsWith("new") ? ("primary" as const) : kind.startsWith("bad") ? "failed" : "active",
      phase: kind.endsWith("?")
        ? ("starting" as const)
        : kind.endsWith("-")
          ? ("stopping" as const)
          : ("running" as const),
      isHealthy: kind.endsWith("+"),
      isIll: kind.endsWith("!"),
    })),
  );
}

function next(size: Sizes, counts: Readonly<Record<string, number>>, more: Partial<Situation> = {}) {
  return plan({ ...size, tasks: tasks(counts), isStalled: false, hasRoom: true, ...more });
}

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
test.each([
  [4, 50, 2],
  [2, 75, 2],
  [3, 50, 2],
  [1, 50, 1],
  [4, 0, 0],
])("of %i tasks at least %i %% stay healthy: %i, rounded up", (desired, percent, least) => {
  expect(leastHealthy(sizes(desired, percent))).toBe(least);
});

test.each([
  [4, 200, 8],
  [3, 125, 3],
  [2, 150, 3],
  [1, 199, 1],
])("of %i tasks there are at most %i %%: %i, rounded down", (desired, percent, most) => {
  expect(mostTasks(sizes(desired, 100, percent))).toBe(most);
});

describe("the scheduler", () => {
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-options.html
  test.each<[string, Sizes, Record<string, number>, number, number]>([
    ["starts as many as the maximum lets it, beside all old ones", sizes(6), { "old+": 6 }, 0, 6],
    ["starts one at a time where the maximum is one more", sizes(4, 100, 125), { "old+": 4 }, 0, 1],
    ["stops at once what the minimum does not need", sizes(6, 50), { "old+": 6 }, 3, 6],
    ["stops first, and waits, where there may be no more", sizes(4, 50, 100), { "old+": 4 }, 2, 0],
    ["starts where one has gone", sizes(4, 50, 100), { "old+": 2 }, 0, 2],
    ["counts what is being stopped", sizes(4, 50, 100), { "old+": 2, "old-": 2 }, 0, 0],
    ["stops nothing for tasks that only run", sizes(2), { "old+": 2, "new?": 1, new: 1 }, 0, 0],
    ["stops an old one for each new one that is healthy", sizes(2), { "old+": 2, "new+": 1, new: 1 }, 1, 0],
    ["stops the last once all new ones are healthy", sizes(2), { "old+": 1, "new+": 2 }, 1, 0],
    ["does nothing in a steady state", sizes(2), { "new+": 2 }, 0, 0],
    ["replaces what has ended", sizes(3), { "new+": 2 }, 0, 1],
    ["stops everything at once with no minimum", sizes(3, 0), { "old+": 3 }, 3, 3],
    ["stops what is more than desired", sizes(1), { "new+": 3 }, 2, 0],
    ["stops what is more than desired, first what has not come up", sizes(2), { "new+": 2, "new?": 1 }, 1, 0],
    ["does not stop an old one that comes up after a kill", sizes(2), { "old?": 2 }, 0, 2],
    ["stops what a rollback leaves, before it is healthy", sizes(2), { "new+": 2, "bad?": 2, bad: 1 }, 3, 0],
    ["keeps what has failed while users need it", sizes(2), { "new+": 1, "bad+": 1 }, 0, 1],
    ["starts another beside one that is ill", sizes(2), { "new+": 1, "new!": 1 }, 0, 1],
    ["stops one that is ill once another is healthy", sizes(2), { "new+": 2, "new!": 1 }, 1, 0],
  ])("%s", (_, size, counts, stopped, started) => {
    const { stop, start } = next(size, counts);
    expect({ stopped: stop.length, started: start }).toEqual({ stopped, started });
  });

  test.each<[string, Sizes, Record<string, number>, Partial<Situation>]>([
    ["the maximum is reached", sizes(2, 100, 100), { "new+": 1, "new!": 1 }, {}],
    ["no instance has room", sizes(2), { "new+": 1, "new!": 1 }, { hasRoom: false }],
  ])("stops one that is ill to make room for another where %s", (_, size, counts, more) => {
    expect(next(size, counts, more).stop).toEqual(["new! 1"]);
    const again = next(size, { ...counts, "new-": 1 }, more);
    expect(again.stop).toEqual([]);
  });

  test("takes tasks from where the most of them are", () => {
    const on = (instance: string, id: string): PlannedTask => ({
      ...(tasks({ "old+": 1 })[0] as PlannedTask),
      id,
      instance,
    });
    const old = [on("a", "1"), on("b", "2"), on("b", "3"), on("b", "4")];
    const { stop } = plan({ ...sizes(4, 50), tasks: old, isStalled: false, hasRoom: true });
    expect(stop).toEqual(["2", "3"]);
  });

  test("says that the percentages let it do nothing, once everything is at rest", () => {
    expect(next(sizes(3, 100, 125), { "old+": 3 }).isStuck).toBe(true);
    expect(next(sizes(3, 100, 125), { "old+": 2, "old?": 1 }).isStuck).toBe(false);
    expect(next(sizes(3, 100, 134), { "old+": 3 }).isStuck).toBe(false);
  });

  test("leaves everything as it is once a deployment has failed with no way back", () => {
    expect(next(sizes(2), { "old+": 1, "new!": 2 }, { isStalled: true })).toEqual({
      stop: [],
      start: 0,
      isStuck: false,
    });
  });

  test("whatever there is, never leaves too few healthy ones, and never makes too many", () => {
    const kinds = ["old+", "old?", "old!", "old-", "new+", "new?", "new!", "new-", "bad+", "bad?", "bad!"];
    const anyTasks = fc.record(Object.fromEntries(kinds.map((kind) => [kind, fc.nat(4)])));
    const anySizes = fc.record({
      desired: fc.nat(8),
      minimumHealthyPercent: fc.integer({ min: 0, max: 100 }),
      maximumPercent: fc.integer({ min: 100, max: 250 }),
    });
    fc.assert(
      fc.property(anySizes, anyTasks, fc.boolean(), (size, counts, hasRoom) => {
        const all = tasks(counts);
        const { stop, start } = next(size, counts, { hasRoom });
        const healthy = all.filter(({ isHealthy }) => isHealthy);
        const left = healthy.filter(({ id }) => !stop.includes(id)).length;
        expect(left).toBeGreaterThanOrEqual(Math.min(healthy.length, leastHealthy(size)));
        if (start > 0) expect(all.length + start).toBeLessThanOrEqual(mostTasks(size));
        expect(new Set(stop).size).toBe(stop.length);
        expect(all.filter(({ id, phase }) => stop.includes(id) && phase === "stopping")).toEqual([]);
      }),
    );
  });
});
