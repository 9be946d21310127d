import fc from "fast-check";
import { Rotation } from "../../../rehearsal/load-balancer/rotation";

function deal(weights: Record<string, number>, requests: number): (string | undefined)[] {
  const rotation = new Rotation(weights);
  return Array.from({ length: requests }, () => rotation.next());
}

describe("a rotation", () => {
  test("can give each target group its share, at any moment", () => {
    const weights = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.nat(999), { minKeys: 1 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 300 }), (weights, requests) => {
        const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
        fc.pre(total > 0);
        const dealt = deal(weights, requests);
        for (const [name, weight] of Object.entries(weights)) {
          const count = dealt.filter((one) => one === name).length;
          expect(Math.abs(count - (requests * weight) / total)).toBeLessThan(2);
        }
      }),
    );
  });

  test("can spread a small share evenly", () => {
    const dealt = deal({ blue: 90, green: 10 }, 100);
    const turns = dealt.flatMap((name, at) => (name === "green" ? [at] : []));
    expect(turns.slice(1).map((at, index) => at - (turns[index] ?? 0))).toEqual(Array(9).fill(10));
  });

  test("gives nothing to a weight of 0, nor to anyone where all are 0", () => {
    expect(new Set(deal({ blue: 100, green: 0 }, 50))).toEqual(new Set(["blue"]));
    expect(deal({ blue: 0, green: 0 }, 1)).toEqual([undefined]);
  });
});
