import fc from "fast-check";
import {
  canBegin,
  type Hosts,
  mayTake,
  minimumOf,
  verdict,
} from "../../../rehearsal/instance-deployment/minimum-healthy";
import type { MinimumHealthyHosts } from "../../../rehearsal/instance-deployment/model";

const ONE_AT_A_TIME = { type: "ALL_BUT_ONE" } as const;
const HALF_AT_A_TIME = { type: "FLEET_PERCENT", value: 50 } as const;
const ALL_AT_ONCE = { type: "HOST_COUNT", value: 0 } as const;

/** How many are taken at a time, of so many healthy ones. */
function atATime(minimumHealthy: MinimumHealthyHosts, total: number): number {
  const minimum = minimumOf(minimumHealthy, total);
  if (!canBegin({ total, minimum })) return 0;
  let inProgress = 0;
  const hosts = () => ({
    total,
    minimum,
    waiting: { healthy: total - inProgress, unhealthy: 0 },
    inProgress,
    succeeded: 0,
    failed: 0,
  });
  while (inProgress < total && mayTake(hosts(), false)) inProgress += 1;
  return inProgress;
}

/** How a deployment ends in which these instances fail, each taken as soon as it may be, the first to begin the first to end. */
function play(
  minimumHealthy: MinimumHealthyHosts,
  total: number,
  fails: (index: number) => boolean,
  unhealthy = 0,
): { end: string; attempted: number; fewest: number } {
  const minimum = minimumOf(minimumHealthy, total);
  if (!canBegin({ total, minimum })) return { end: "cannot begin", attempted: 0, fewest: total };
  const hosts = {
    total,
    minimum,
    waiting: { healthy: total - unhealthy, unhealthy },
    inProgress: 0,
    succeeded: 0,
    failed: 0,
  };
  const under: number[] = [];
  let next = 0;
  let fewest = total;
  for (;;) {
    while (hosts.waiting.healthy + hosts.waiting.unhealthy > 0 && verdict(hosts) === "goes on") {
      const isUnhealthy = hosts.waiting.unhealthy > 0;
      if (!mayTake(hosts, isUnhealthy)) break;
      if (isUnhealthy) hosts.waiting.unhealthy -= 1;
      else hosts.waiting.healthy -= 1;
      hosts.inProgress += 1;
      under.push(next++);
    }
    fewest = Math.min(fewest, total - hosts.inProgress - hosts.failed);
    const state = verdict(hosts);
    if (state !== "goes on") return { end: state, attempted: next, fewest };
    const done = under.shift();
    if (done === undefined) return { end: "stuck", attempted: next, fewest };
    hosts.inProgress -= 1;
    if (fails(done)) hosts.failed += 1;
    else hosts.succeeded += 1;
  }
}

const configuration = fc.oneof(
  fc.constant<MinimumHealthyHosts>(ONE_AT_A_TIME),
  fc.record({ type: fc.constant("HOST_COUNT" as const), value: fc.nat(12) }),
  fc.record({ type: fc.constant("FLEET_PERCENT" as const), value: fc.nat(100) }),
);

describe("AWS's own examples", () => {
  test.each<[MinimumHealthyHosts, number, number, number]>([
    [ONE_AT_A_TIME, 10, 9, 1],
    [ONE_AT_A_TIME, 3, 2, 1],
    [ONE_AT_A_TIME, 1, 0, 1],
    [HALF_AT_A_TIME, 9, 5, 4],
    [HALF_AT_A_TIME, 10, 5, 5],
    [HALF_AT_A_TIME, 3, 2, 1],
    [HALF_AT_A_TIME, 2, 1, 1],
    [HALF_AT_A_TIME, 1, 1, 0],
    [ALL_AT_ONCE, 9, 0, 9],
    [{ type: "HOST_COUNT", value: 6 }, 9, 6, 3],
    [{ type: "FLEET_PERCENT", value: 40 }, 9, 4, 5],
    [{ type: "FLEET_PERCENT", value: 95 }, 10, 10, 0],
    [{ type: "HOST_COUNT", value: 3 }, 3, 3, 0],
  ])("%j of %i instances keeps %i healthy and takes %i at a time", (minimumHealthy, total, minimum, room) => {
    expect(minimumOf(minimumHealthy, total)).toBe(minimum);
    expect(atATime(minimumHealthy, total)).toBe(room);
  });

  test.each<[string, MinimumHealthyHosts, number, number[], string, number]>([
    ["the last may fail", ONE_AT_A_TIME, 3, [2], "succeeded", 3],
    ["any other may not", ONE_AT_A_TIME, 3, [1], "failed", 2],
    ["nor the first", ONE_AT_A_TIME, 3, [0], "failed", 1],
    ["the only one may not", ONE_AT_A_TIME, 1, [0], "failed", 1],
    ["one of ten may not at 85 %", { type: "FLEET_PERCENT", value: 85 }, 10, [0], "failed", 1],
    ["one of ten may at 8", { type: "HOST_COUNT", value: 8 }, 10, [0], "succeeded", 10],
    ["two of ten may not at 8", { type: "HOST_COUNT", value: 8 }, 10, [0, 4], "failed", 5],
    ["but the last may be the second", { type: "HOST_COUNT", value: 8 }, 10, [0, 9], "succeeded", 10],
    ["all but one may at 0", ALL_AT_ONCE, 9, [0, 1, 2, 3, 4, 5, 6, 7], "succeeded", 9],
    ["all may not at 0", ALL_AT_ONCE, 9, [0, 1, 2, 3, 4, 5, 6, 7, 8], "failed", 9],
    ["four of nine may, if they come last", HALF_AT_A_TIME, 9, [5, 6, 7, 8], "succeeded", 9],
    ["four of nine may not, if they come first", HALF_AT_A_TIME, 9, [0, 1, 2, 3], "failed", 4],
  ])("%s", (_, minimumHealthy, total, failing, end, attempted) => {
    expect(play(minimumHealthy, total, (index) => failing.includes(index))).toMatchObject({ end, attempted });
  });

  test("an instance that is unhealthy from before is taken first, and has to get well", () => {
    expect(play(ONE_AT_A_TIME, 3, () => false, 1).end).toBe("succeeded");
    expect(play(ONE_AT_A_TIME, 3, (index) => index === 0, 1)).toMatchObject({ end: "failed", attempted: 1 });
  });

  test("healthy ones wait while unhealthy ones take all the room", () => {
    const hosts: Hosts = {
      total: 4,
      minimum: 2,
      waiting: { healthy: 2, unhealthy: 1 },
      inProgress: 1,
      succeeded: 0,
      failed: 0,
    };
    expect(mayTake(hosts, true)).toBe(true);
    expect(mayTake(hosts, false)).toBe(false);
  });
});

const deployment = fc.record({
  minimumHealthy: configuration,
  total: fc.integer({ min: 1, max: 12 }),
  failing: fc.array(fc.nat(11)),
  unhealthy: fc.nat(12),
});

test("never are fewer healthy than the minimum, whatever fails", () => {
  fc.assert(
    fc.property(deployment, ({ minimumHealthy, total, failing }) => {
      const { end, fewest } = play(minimumHealthy, total, (index) => failing.includes(index));
      expect(fewest).toBeGreaterThanOrEqual(
        end === "cannot begin" ? total : minimumOf(minimumHealthy, total),
      );
    }),
  );
});

test("every deployment that can begin ends, and well only where as many as asked are healthy", () => {
  fc.assert(
    fc.property(deployment, ({ minimumHealthy, total, failing, unhealthy }) => {
      const isIll = (index: number) => failing.includes(index);
      const { end, attempted } = play(minimumHealthy, total, isIll, Math.min(unhealthy, total));
      const minimum = minimumOf(minimumHealthy, total);
      if (end === "cannot begin") expect(minimum).toBeGreaterThanOrEqual(total);
      if (end === "succeeded") {
        const good = Array.from({ length: total }, (_, index) => index).filter(
          (index) => !isIll(index),
        ).length;
        expect(attempted).toBe(total);
        expect(good).toBeGreaterThanOrEqual(Math.max(1, minimum));
      }
      expect(end).not.toBe("stuck");
    }),
  );
});

test("a deployment in which nothing fails succeeds wherever it can begin", () => {
  fc.assert(
    fc.property(deployment, ({ minimumHealthy, total, unhealthy }) => {
      const { end } = play(minimumHealthy, total, () => false, Math.min(unhealthy, total));
      const begins = canBegin({ total, minimum: minimumOf(minimumHealthy, total) });
      expect(end).toBe(begins ? "succeeded" : "cannot begin");
    }),
  );
});
