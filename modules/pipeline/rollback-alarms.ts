import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { LoadBalancer } from "../app_infra/load-balancer";
import type { TargetGroups } from "../app_infra/target-groups";

export interface RollbackAlarmsProps {
  readonly name: string;
  readonly loadBalancer: LoadBalancer;
  readonly targetGroups: TargetGroups;
  /** Percent of a target group's answers that may fail. @default 1 */
  readonly errorRatePercent?: number;
  /** Unhealthy tasks that raise the alarm. @default 1 */
  readonly unhealthyHosts?: number;
  /** Seconds that 99 of 100 answers stay below. @default 2 */
  readonly latencyP99Seconds?: number;
  /** Seconds over which a metric is taken together. @default 60 */
  readonly periodSeconds?: number;
  /** Periods in a row that raise an alarm. @default 2 */
  readonly evaluationPeriods?: number;
  /** Seconds that a task may take to become healthy. @default 0 */
  readonly graceSeconds?: number;
  /** Topics that hear of an alarm. @default - none */
  readonly actions?: readonly string[];
}

const NAMESPACE = "AWS/ApplicationELB";

type Metric = Partial<CloudwatchMetricAlarmConfig> &
  Pick<CloudwatchMetricAlarmConfig, "comparisonOperator" | "threshold">;

/**
 * What stops a release. Each target group has alarms of its own, because which of the two receives the release changes
 * each time. CloudWatch knows both by ARN suffix, not by name.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export class RollbackAlarms extends Construct {
  public readonly names: string[] = [];

  constructor(scope: Construct, id: string, props: RollbackAlarmsProps) {
    super(scope, id);
    const { targetGroups, loadBalancer, evaluationPeriods = 2, actions = [] } = props;
    for (const [colour, targetGroup] of Object.entries({
      blue: targetGroups.blue,
      green: targetGroups.green,
    })) {
      const dimensions = { LoadBalancer: loadBalancer.arnSuffix, TargetGroup: targetGroup.arnSuffix };
      for (const [part, metric] of Object.entries(metrics(props, dimensions))) {
        const alarm = new CloudwatchMetricAlarm(this, `${colour}-${part}`, {
          alarmName: `${props.name}-${colour}-${part}`,
          alarmDescription: `Stops a release of ${props.name}`,
          evaluationPeriods,
          datapointsToAlarm: evaluationPeriods,
          // The idle target group sends no data at all.
          treatMissingData: "notBreaching",
          alarmActions: [...actions],
          ...metric,
        });
        this.names.push(alarm.alarmName);
      }
    }
  }
}

function metrics(props: RollbackAlarmsProps, dimensions: Record<string, string>): Record<string, Metric> {
  const {
    errorRatePercent = 1,
    unhealthyHosts = 1,
    latencyP99Seconds = 2,
    periodSeconds: period = 60,
  } = props;
  const { evaluationPeriods = 2, graceSeconds = 0 } = props;
  // A start that takes as long as it may touches one period more than it fills: only the next one is too long.
  const startingPeriods = Math.max(evaluationPeriods, Math.ceil(graceSeconds / period) + 2);
  const sum = (id: string, metricName: string) => ({
    id,
    metric: { namespace: NAMESPACE, metricName, dimensions, period, stat: "Sum" },
    returnData: false,
  });
  return {
    errors: {
      comparisonOperator: "GreaterThanThreshold",
      threshold: errorRatePercent,
      metricQuery: [
        {
          id: "rate",
          label: "Failed requests, percent",
          // A task that crashes answers nothing: then there is no 5xx to count, but a connection that failed.
          expression: "100 * (FILL(answered, 0) + FILL(refused, 0)) / requests",
          returnData: true,
        },
        sum("answered", "HTTPCode_Target_5XX_Count"),
        sum("refused", "TargetConnectionErrorCount"),
        sum("requests", "RequestCount"),
      ],
    },
    unhealthy: {
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: unhealthyHosts,
      namespace: NAMESPACE,
      metricName: "UnHealthyHostCount",
      statistic: "Maximum",
      dimensions,
      period,
      // A task that is still starting fails its checks too.
      evaluationPeriods: startingPeriods,
      datapointsToAlarm: startingPeriods,
    },
    latency: {
      comparisonOperator: "GreaterThanThreshold",
      threshold: latencyP99Seconds,
      namespace: NAMESPACE,
      metricName: "TargetResponseTime",
      extendedStatistic: "p99",
      dimensions,
      period,
    },
  };
}
