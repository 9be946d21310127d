import type { TrafficShift } from "../../modules/pipeline/traffic-shift";

/** One move of users. */
export interface ShiftStep {
  /** Milliseconds after the first. */
  readonly after: number;
  /** Percent of users that the replacement has from here on. */
  readonly percent: number;
}

const MINUTE_MS = 60_000;

/**
 * Every move of a shift: a linear one makes its first step at once, then one each interval.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configuration-ecs
 */
export function shiftPlan(shift: TrafficShift): readonly ShiftStep[] {
  switch (shift.type) {
    case "all-at-once":
      return [{ after: 0, percent: 100 }];
    case "canary":
      return [
        { after: 0, percent: shift.percent },
        { after: shift.minutes * MINUTE_MS, percent: 100 },
      ];
    case "linear":
      return Array.from({ length: Math.ceil(100 / shift.percent) }, (_, step) => ({
        after: step * shift.minutes * MINUTE_MS,
        percent: Math.min(100, (step + 1) * shift.percent),
      }));
  }
}
