import type { Actions } from "../../aws/actions";
import { textsIn } from "./input";

/**
 * Alarms that set off scaling policies. They are kept and never evaluated: nothing in a rehearsal has a load of its own.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function scalingAlarmActions(): Actions {
  const alarms = new Map<string, Readonly<Record<string, unknown>>>();
  return {
    "cloudwatch.PutMetricAlarm": (input) => {
      alarms.set(String(input.AlarmName), input);
    },
    "cloudwatch.DeleteAlarms": ({ AlarmNames }) => {
      for (const name of textsIn(AlarmNames)) alarms.delete(name);
    },
    "cloudwatch.DescribeAlarms": ({ AlarmNames }) => {
      const names = textsIn(AlarmNames);
      return {
        MetricAlarms: [...alarms].flatMap(([name, alarm]) =>
          names.length === 0 || names.includes(name) ? [{ ...alarm, StateValue: "INSUFFICIENT_DATA" }] : [],
        ),
        CompositeAlarms: [],
      };
    },
  };
}
