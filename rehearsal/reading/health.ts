import type { Actions } from "../aws/actions";
import { deployed, type Reading, seconds } from "./model";
import { firstSide } from "./sides";

/** The alarms of the stack. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export function alarmReading({ view }: Pick<Reading, "view">): Actions {
  return {
    "cloudwatch.DescribeAlarms": ({ AlarmNames }) => ({
      CompositeAlarms: [],
      MetricAlarms: view()
        .alarms.filter(({ name }) => AlarmNames === undefined || [AlarmNames].flat().includes(name))
        .map(({ name, state, reason, since }) => ({
          AlarmName: name,
          StateValue: state,
          StateReason: reason,
          StateTransitionedTimestamp: seconds(since),
          StateUpdatedTimestamp: seconds(since),
          ActionsEnabled: true,
        })),
    }),
  };
}

/**
 * Targets of a target group: the tasks of the side that the newest deployment has in it.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html
 */
export function targetReading(reading: Reading): Actions {
  return {
    "elasticloadbalancing.DescribeTargetHealth": ({ TargetGroupArn }) => {
      const group = reading.system.targetGroups.find(({ arn }) => arn === TargetGroupArn);
      const { running, healthy } = tasksIn(reading, group?.name);
      return {
        TargetHealthDescriptions: Array.from({ length: running }, (_, index) => ({
          Target: { Id: `10.0.0.${index + 1}`, Port: reading.system.service.containerPort },
          TargetHealth: { State: index < healthy ? "healthy" : "initial" },
        })),
      };
    },
  };
}

/** Before the first deployment those of the first apply are there: a rehearsal begins once they are healthy. */
function tasksIn(reading: Reading, targetGroup: string | undefined) {
  const none = { running: 0, healthy: 0 };
  const { deployment } = deployed(reading)[0] ?? {};
  if (!deployment) {
    const first = firstSide(reading);
    return first && first.targetGroup === targetGroup
      ? { running: first.running, healthy: first.running }
      : none;
  }
  const role = deployment.original.targetGroup === targetGroup ? "original" : "replacement";
  return deployment.tasks[role] ?? none;
}
