import {
  DeletePolicyCommand,
  DescribePoliciesCommand,
  PutScalingPolicyCommand,
  type ScalingPolicy,
} from "@aws-sdk/client-auto-scaling";
import { DeleteAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { type Aws, isMissing } from "./aws";
import { patiently } from "./patience";
import type { Fleet } from "./settings";

type Scaling = NonNullable<Fleet["scaling"]>;

/** A policy, and the alarm that sets it off. */
const STEPS = [
  {
    policy: "scale-out",
    alarm: "cpu-high",
    instances: 1,
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: ({ highCpuPercent }: Scaling) => highCpuPercent,
  },
  {
    policy: "scale-in",
    alarm: "cpu-low",
    instances: -1,
    comparison: "LessThanOrEqualToThreshold",
    threshold: ({ lowCpuPercent }: Scaling) => lowCpuPercent,
  },
] as const;

/**
 * Seconds of one value of the alarms. EC2 reports CPU every five minutes unless more is paid for.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html
 */
const PERIOD = 300;

/**
 * Gives a group the policies of the fleet, and points the fleet's alarms at it: an alarm names the group whose CPU it
 * watches and the policy that it sets off, and a copied group has another name. Policies and alarms have the same names
 * for ever, so that those are moved, not multiplied.
 */
export async function scale(aws: Aws, fleet: Fleet, group: string): Promise<void> {
  const { scaling } = fleet;
  if (!scaling) {
    await removePolicies(aws, fleet, group);
    await removeAlarms(aws, fleet);
    return;
  }
  for (const { policy, instances } of STEPS) {
    const put = new PutScalingPolicyCommand({
      AutoScalingGroupName: group,
      PolicyName: `${fleet.name}-${policy}`,
      PolicyType: "SimpleScaling",
      AdjustmentType: "ChangeInCapacity",
      ScalingAdjustment: instances,
      Cooldown: scaling.cooldownSeconds,
    });
    await patiently(() => aws.autoScaling.send(put));
  }
  const policies = await policiesOf(aws, fleet, group);
  for (const { policy, alarm, comparison, threshold } of STEPS) {
    const sets = policies.filter(({ PolicyName }) => PolicyName === `${fleet.name}-${policy}`);
    const put = new PutMetricAlarmCommand({
      AlarmName: `${fleet.name}-${alarm}`,
      AlarmDescription: `Sets off ${fleet.name}-${policy}`,
      Namespace: "AWS/EC2",
      MetricName: "CPUUtilization",
      Dimensions: [{ Name: "AutoScalingGroupName", Value: group }],
      Statistic: "Average",
      Period: PERIOD,
      EvaluationPeriods: 2,
      ComparisonOperator: comparison,
      Threshold: threshold(scaling),
      AlarmActions: sets.flatMap(({ PolicyARN }) => PolicyARN ?? []),
    });
    await patiently(() => aws.cloudWatch.send(put));
  }
}

async function policiesOf({ autoScaling }: Aws, { name }: Fleet, group: string): Promise<ScalingPolicy[]> {
  const ask = new DescribePoliciesCommand({
    AutoScalingGroupName: group,
    PolicyNames: STEPS.map(({ policy }) => `${name}-${policy}`),
  });
  const { ScalingPolicies = [] } = await patiently(() => autoScaling.send(ask));
  return ScalingPolicies;
}

async function removePolicies(aws: Aws, fleet: Fleet, group: string): Promise<void> {
  for (const { PolicyName } of await policiesOf(aws, fleet, group)) {
    const remove = new DeletePolicyCommand({ AutoScalingGroupName: group, PolicyName });
    await patiently(() => aws.autoScaling.send(remove));
  }
}

/** Auto Scaling deletes an alarm whose last policy goes with its group; one that was moved in between it leaves. */
export async function removeAlarms({ cloudWatch }: Aws, { name }: Fleet): Promise<void> {
  for (const { alarm } of STEPS) {
    try {
      await patiently(() => cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [`${name}-${alarm}`] })));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}
