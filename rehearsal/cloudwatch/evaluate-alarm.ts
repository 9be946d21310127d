import type { Datapoint, RealDatapoint } from "./alarm-data";
import type { AlarmModel, AlarmStateValue, ComparisonOperator } from "./model";
import { reasonOfFilled, reasonOfReal, reasonOfUnknown } from "./reason";

export interface Verdict {
  readonly value: AlarmStateValue;
  readonly reason: string;
}

/**
 * Periods that CloudWatch retrieves beyond those that an alarm evaluates, in case some of the newest are missing. Its
 * documentation gives five for an alarm that evaluates three, and says only that other alarms differ.
 */
const EXTRA_PERIODS = 2;

const BREACHES: Readonly<Record<ComparisonOperator, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** How many periods an alarm looks at. */
export function evaluationRange(alarm: AlarmModel): number {
  return alarm.evaluationPeriods + EXTRA_PERIODS;
}

/**
 * What the datapoints of an alarm's evaluation range say; `undefined` where the alarm stays in the state that it is in.
 *
 * @param range oldest first
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluateAlarm(alarm: AlarmModel, range: readonly Datapoint[]): Verdict | undefined {
  const real = range.filter(isReal).slice(-alarm.evaluationPeriods);
  const breaching = real.filter(({ value }) => BREACHES[alarm.comparison](value, alarm.threshold));
  const missing = alarm.evaluationPeriods - real.length;

  if (breaching.length >= alarm.datapointsToAlarm)
    return { value: "ALARM", reason: reasonOfReal(alarm, breaching, "ALARM") };
  if (missing === 0) {
    const within = real.filter((point) => !breaching.includes(point));
    return { value: "OK", reason: reasonOfReal(alarm, within, "OK") };
  }

  const filled = (value: AlarmStateValue): Verdict => ({ value, reason: reasonOfFilled(alarm, real.length) });
  switch (alarm.missingData) {
    case "breaching":
      return filled(breaching.length + missing >= alarm.datapointsToAlarm ? "ALARM" : "OK");
    case "notBreaching":
      return filled("OK");
    case "ignore":
      return breaching.length < real.length ? filled("OK") : undefined;
    case "missing":
      if (real.length === 0) return { value: "INSUFFICIENT_DATA", reason: reasonOfUnknown(alarm) };
      if (breaching.length < real.length) return filled("OK");
      return ageOfOldest(range) >= alarm.datapointsToAlarm ? filled("ALARM") : undefined;
  }
}

/**
 * In periods. What breaches and is followed by nothing at all is an alarm once it is old enough: until then the next
 * datapoint might still be within the threshold.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html#CloudWatch-alarms-avoiding-premature-transition
 */
function ageOfOldest(range: readonly Datapoint[]): number {
  return range.length - range.findIndex(isReal);
}

function isReal(point: Datapoint): point is RealDatapoint {
  return point.value !== undefined;
}
