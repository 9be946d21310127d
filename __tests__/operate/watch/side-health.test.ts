import { healthyOf } from "../../../operate/watch/side-health";
import { side } from "./states";

type Counts = readonly [original: number, replacement: number];

/** Tasks of both sides in one target group, by how many of each run, and how many are healthy altogether. */
function split(running: Counts, healthy: number, told?: Counts, isBack = false): Counts {
  const sides = (["original", "replacement"] as const).map((role, index) =>
    side(role, { targetGroup: "web", running: running[index] ?? 0 }),
  );
  const counted = (count: number) => ({ desired: 2, running: count, healthy: count });
  const found = healthyOf(
    { sides, rollback: isBack ? { reason: "an alarm", status: "InProgress" } : undefined },
    { targets: [{ targetGroup: "web", healthy, unhealthy: 0, initial: 0, draining: 0 }] },
    told ? { original: counted(told[0]), replacement: counted(told[1]) } : {},
  );
  return [found.get("original") ?? 0, found.get("replacement") ?? 0];
}

describe("the healthy tasks of a target group that both sides share", () => {
  test.each<[string, Counts, number, Counts | undefined, Counts]>([
    ["are the old ones to begin with", [2, 2], 2, undefined, [2, 0]],
    ["are the new ones, too, once there are more", [2, 2], 3, undefined, [2, 1]],
    ["stay whose they were", [1, 2], 2, [1, 1], [1, 1]],
    ["go with the old tasks", [0, 2], 2, [1, 1], [0, 2]],
    ["are those of an old task that goes and is still counted no more", [2, 2], 3, [2, 2], [1, 2]],
    ["are never more than run", [1, 1], 4, [2, 2], [1, 1]],
  ])("%s", (_, running, healthy, told, expected) => {
    expect(split(running, healthy, told)).toEqual(expected);
  });

  test.each<[string, Counts, number, Counts | undefined, Counts]>([
    ["are the new ones to begin with", [2, 2], 2, undefined, [0, 2]],
    ["stay whose they were", [2, 2], 2, [0, 2], [0, 2]],
    ["are those that come back, once there are more", [2, 2], 3, [0, 2], [1, 2]],
    ["were never those of a release that did not start", [2, 1], 2, [2, 0], [2, 0]],
  ])("while a release is taken back %s", (_, running, healthy, told, expected) => {
    expect(split(running, healthy, told, true)).toEqual(expected);
  });
});

test("sides with a target group each do not share", () => {
  const found = healthyOf(
    { sides: [side("original"), side("replacement", { running: 1 })] },
    {
      targets: ["blue", "green"].map((targetGroup) => ({
        ...{ targetGroup, healthy: 2, unhealthy: 0, initial: 0, draining: 0 },
      })),
    },
    {},
  );
  expect([...found].sort()).toEqual([
    ["original", 2],
    ["replacement", 1],
  ]);
});
