import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import type { Operator } from "../operator";
import type { AlarmState } from "./model";

/** Names of one call, as CloudWatch limits them. */
const MOST = 100;

/**
 * The alarms of the stack, by name.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export async function alarmStates({ calls, system: { alarms } }: Operator): Promise<AlarmState[]> {
  const send = calls.of("cloudwatch", CloudWatchClient);
  const states: AlarmState[] = [];
  for (let from = 0; from < alarms.length; from += MOST) {
    let NextToken: string | undefined;
    do {
      const page = await send(
        new DescribeAlarmsCommand({
          AlarmNames: alarms.slice(from, from + MOST),
          // Without it, composite ones are left out.
          AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
          MaxRecords: MOST,
          NextToken,
        }),
      );
      for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]) {
        states.push({
          name: alarm.AlarmName ?? "",
          state: alarm.StateValue ?? "INSUFFICIENT_DATA",
          reason: alarm.StateReason ?? "",
          since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
          actionsEnabled: alarm.ActionsEnabled ?? false,
        });
      }
      NextToken = page.NextToken || undefined;
    } while (NextToken);
  }
  return states.sort((one, other) => one.name.localeCompare(other.name));
}
