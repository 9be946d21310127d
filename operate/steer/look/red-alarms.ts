import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import type { Operator } from "../../operator";
import { readDeploymentGroup } from "../../read/deployment-group";

/**
 * Alarms by which CodeDeploy would stop a deployment that is started now, also the one that is to mend what they ring for.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html
 */
export async function redAlarms(operator: Operator): Promise<string[]> {
  const info = await readDeploymentGroup(operator);
  const { enabled, alarms = [] } = info.alarmConfiguration ?? {};
  // A group takes 10 alarms, and one call names 100.
  const AlarmNames = alarms.flatMap(({ name }) => name ?? []);
  if (!enabled || AlarmNames.length === 0) return [];
  const send = operator.calls.of("cloudwatch", CloudWatchClient);
  const { MetricAlarms = [], CompositeAlarms = [] } = await send(
    new DescribeAlarmsCommand({
      AlarmNames,
      AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
      StateValue: "ALARM",
    }),
  );
  return [...MetricAlarms, ...CompositeAlarms].flatMap(({ AlarmName }) => AlarmName ?? []);
}
