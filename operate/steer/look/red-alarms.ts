import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CodeDeployClient, GetDeploymentGroupCommand } from "@aws-sdk/client-codedeploy";
import type { Operator } from "../../operator";

/**
 * Alarms by which CodeDeploy would stop a deployment that is started now, also the one that is to mend what they ring for.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html
 */
export async function redAlarms({ calls, system }: Operator): Promise<string[]> {
  const { application: applicationName, group: deploymentGroupName } = system.deploymentGroup ?? {};
  if (!applicationName) return [];
  const { deploymentGroupInfo: info } = await calls.of(
    "codedeploy",
    CodeDeployClient,
  )(new GetDeploymentGroupCommand({ applicationName, deploymentGroupName }));
  const { enabled, alarms = [] } = info?.alarmConfiguration ?? {};
  // A group takes 10 alarms, and one call names 100.
  const AlarmNames = alarms.flatMap(({ name }) => name ?? []);
  if (!enabled || AlarmNames.length === 0) return [];
  const send = calls.of("cloudwatch", CloudWatchClient);
  const { MetricAlarms = [], CompositeAlarms = [] } = await send(
    new DescribeAlarmsCommand({
      AlarmNames,
      AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
      StateValue: "ALARM",
    }),
  );
  return [...MetricAlarms, ...CompositeAlarms].flatMap(({ AlarmName }) => AlarmName ?? []);
}
