import fc from "fast-check";
import {
  MAX_SHIFT_MINUTES,
  PREDEFINED_SHIFTS,
  type PredefinedShift,
  shiftMinutes,
} from "../../../modules/pipeline/traffic-shift";

describe("the minutes that a shift takes", () => {
  test.each<[PredefinedShift, number]>([
    ["ECSAllAtOnce", 0],
    ["ECSLinear10PercentEvery1Minutes", 9],
    ["ECSLinear10PercentEvery3Minutes", 27],
    ["ECSCanary10Percent5Minutes", 5],
    ["ECSCanary10Percent15Minutes", 15],
  ])("with %s are %i", (name, minutes) => {
    expect(shiftMinutes(PREDEFINED_SHIFTS[name])).toBe(minutes);
  });

  test("count the intervals between steps, of which the last may be smaller", () => {
    expect(shiftMinutes({ type: "linear", percent: 99, minutes: 4 })).toBe(4);
    expect(shiftMinutes({ type: "linear", percent: 50, minutes: 4 })).toBe(4);
    expect(shiftMinutes({ type: "linear", percent: 49, minutes: 4 })).toBe(8);
  });

  test("of a linear shift are just enough to reach 100 percent", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 60 }), (percent, minutes) => {
        const intervals = shiftMinutes({ type: "linear", percent, minutes }) / minutes;
        const shiftedAfter = (count: number) => percent * (count + 1);
        expect(shiftedAfter(intervals)).toBeGreaterThanOrEqual(100);
        expect(shiftedAfter(intervals - 1)).toBeLessThan(100);
      }),
    );
  });

  test("of CodeDeploy's own configurations are within its limit of two days", () => {
    expect(MAX_SHIFT_MINUTES).toBe(2 * 24 * 60);
    expect(
      Object.values(PREDEFINED_SHIFTS).filter((shift) => shiftMinutes(shift) > MAX_SHIFT_MINUTES),
    ).toEqual([]);
  });
});
