import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { LoadBalancer } from "../app_infra/load-balancer";

export interface RollbackAlarmsProps {
  readonly name: string;
  readonly loadBalancer: LoadBalancer;
  /** The target groups by what their alarms are called behind the system's name; `""` for an only one. */
  readonly targetGroups: Readonly<Record<string, { readonly arnSuffix: string }>>;
  /** Percent of a target group's answers that may fail. @default 1 */
  readonly errorRatePercent?: number;
  /** Unhealthy targets that raise the alarm. @default 1 */
  readonly unhealthyHosts?: number;
  /** Seconds that 99 of 100 answers stay below. @default 2 */
  readonly latencyP99Seconds?: number;
  /** Seconds over which a metric is taken together. @default 60 */
  readonly periodSeconds?: number;
  /** Periods in a row that raise an alarm. @default 2 */
  readonly evaluationPeriods?: number;
  /** Seconds that a target may take to become healthy. @default 0 */
  readonly graceSeconds?: number;
  /** Topics that hear of an alarm. @default - none */
  readonly actions?: readonly string[];
}

const NAMESPACE = "AWS/ApplicationELB";
const TCP_NAMESPACE = "AWS/NetworkELB";

type Metric = Partial<CloudwatchMetricAlarmConfig> &
  Pick<CloudwatchMetricAlarmConfig, "comparisonOperator" | "threshold">;

/**
 * What stops a release. Each target group has alarms of its own, because which of two receives the release changes each
 * time. CloudWatch knows them by ARN suffix, not by name. A load balancer for TCP sees neither answers nor how long they
 * take: there it is health alone.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
 */
export class RollbackAlarms extends Construct {
  public readonly names: string[] = [];

  constructor(scope: Construct, id: string, props: RollbackAlarmsProps) {
    super(scope, id);
    const { targetGroups, loadBalancer, evaluationPeriods = 2, actions = [] } = props;
    for (const [called, targetGroup] of Object.entries(targetGroups)) {
      const dimensions = { LoadBalancer: loadBalancer.arnSuffix, TargetGroup: targetGroup.arnSuffix };
      for (const [part, metric] of Object.entries(metrics(props, dimensions))) {
        const id = called ? `${called}-${part}` : part;
        const alarm = new CloudwatchMetricAlarm(this, id, {
          alarmName: `${props.name}-${id}`,
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

/** Seconds until the slowest of the alarms fires: a target that does not become healthy. */
export function alarmSeconds({
  periodSeconds = 60,
  evaluationPeriods = 2,
  graceSeconds = 0,
}: Pick<RollbackAlarmsProps, "periodSeconds" | "evaluationPeriods" | "graceSeconds">): number {
  // A start that takes as long as it may touches one period more than it fills: only the next one is too long.
  return periodSeconds * Math.max(evaluationPeriods, Math.ceil(graceSeconds / periodSeconds) + 2);
}

function metrics(props: RollbackAlarmsProps, dimensions: Record<string, string>): Record<string, Metric> {
  const {
    errorRatePercent = 1,
    unhealthyHosts = 1,
    latencyP99Seconds = 2,
    periodSeconds: period = 60,
  } = props;
  const isTcp = props.loadBalancer.type === "network";
  const startingPeriods = alarmSeconds(props) / period;
  const sum = (id: string, metricName: string) => ({
    id,
    metric: { namespace: NAMESPACE, metricName, dimensions, period, stat: "Sum" },
    returnData: false,
  });
  const unhealthy: Metric = {
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: unhealthyHosts,
    namespace: isTcp ? TCP_NAMESPACE : NAMESPACE,
    metricName: "UnHealthyHostCount",
    statistic: "Maximum",
    dimensions,
    period,
    // A target that is still starting fails its checks too.
    evaluationPeriods: startingPeriods,
    datapointsToAlarm: startingPeriods,
  };
  if (isTcp) return { unhealthy };
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
    unhealthy,
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
