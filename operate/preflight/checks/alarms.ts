import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import type { Facts } from "../../facts";
import { deploymentGroupOf } from "../deployment-group";
import type { Check, Finding } from "../model";

/** Alarms that one call may name. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const AT_ONCE = 100;

interface Alarm {
  readonly AlarmName?: string;
  readonly StateValue?: string;
  readonly StateReason?: string;
  readonly ActionsEnabled?: boolean;
}

/**
 * ECS does not watch an alarm that is red when a deployment begins, and CodeDeploy stops at once. One without data
 * stops nothing, whatever users meet.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-configure-advanced-options.html
 */
export const quietAlarms: Check = {
  id: "alarms-quiet",
  title: "alarms are quiet, and watch",
  applies: ({ alarms, service, deploymentGroup }) =>
    alarms.length > 0 || service !== undefined || deploymentGroup !== undefined,
  async find({ facts }) {
    const { names, watches } = await alarmsOf(facts);
    const found = await describe(facts, names);
    const missing = names.filter((name) => !found.some(({ AlarmName }) => AlarmName === name));
    return [
      ...(watches ? [] : [UNWATCHED]),
      ...missing.map(
        (name): Finding => ({
          level: "error",
          message: `there is no alarm ${name}, which stops releases`,
          remedy: "deploy the stack again, or take it out of the alarms of the release",
        }),
      ),
      ...found.flatMap(findingsOf),
    ];
  },
};

const UNWATCHED: Finding = {
  level: "warning",
  message: "no alarm stops a release: whoever releases watches none",
  remedy: "turn the alarms of the deployment on",
};

function findingsOf({ AlarmName, StateValue, StateReason, ActionsEnabled }: Alarm): Finding[] {
  const findings: Finding[] = [];
  if (StateValue === "ALARM") {
    findings.push({
      level: "error",
      message: `the alarm ${AlarmName} is red: ${StateReason}`,
      remedy: "mend what it is about first: a release would be stopped, or not be watched by it",
    });
  }
  if (StateValue === "INSUFFICIENT_DATA") {
    findings.push({
      level: "error",
      message: `the alarm ${AlarmName} has no data: ${StateReason}`,
      remedy: "look at its metric and dimensions, or wait until it was evaluated: it can stop no release",
    });
  }
  if (ActionsEnabled === false) {
    findings.push({
      level: "warning",
      message: `the actions of the alarm ${AlarmName} are off`,
      remedy: `nobody would hear of it: aws cloudwatch enable-alarm-actions --alarm-names ${AlarmName}`,
    });
  }
  return findings;
}

/** The alarms of the stack, whatever else a release is stopped by, and whether anything is. */
async function alarmsOf(facts: Facts): Promise<{ names: string[]; watches: boolean }> {
  const { system } = facts.operator;
  const own: string[] = [];
  let watches = false;
  if (system.deploymentGroup) {
    const { alarms = [], enabled } = (await deploymentGroupOf(facts)).alarmConfiguration ?? {};
    own.push(...alarms.flatMap(({ name }) => name ?? []));
    watches = enabled === true && alarms.length > 0;
  } else if (system.service) {
    const { alarmNames = [], enable } = (await facts.service()).deploymentConfiguration?.alarms ?? {};
    own.push(...alarmNames);
    watches = enable === true && alarmNames.length > 0;
  }
  return { names: [...new Set([...system.alarms, ...own])], watches };
}

async function describe({ operator }: Facts, names: readonly string[]): Promise<Alarm[]> {
  const cloudwatch = operator.calls.of("cloudwatch", CloudWatchClient);
  const found: Alarm[] = [];
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const answer = await cloudwatch(
      new DescribeAlarmsCommand({
        AlarmNames: names.slice(at, at + AT_ONCE),
        AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
        MaxRecords: AT_ONCE,
      }),
    );
    found.push(...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? []));
  }
  return found;
}
