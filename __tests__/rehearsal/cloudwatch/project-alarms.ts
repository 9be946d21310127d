import type { AlarmModel, MetricStat } from "../../../rehearsal/cloudwatch/model";

const DIMENSIONS = { LoadBalancer: "app/bluegreen/1", TargetGroup: "targetgroup/bluegreen-green/2" };

export function metric(name: string, statistic: string, periodSeconds = 60): MetricStat {
  return { namespace: "AWS/ApplicationELB", name, dimensions: DIMENSIONS, periodSeconds, statistic };
}

const TWO_OF_TWO = { evaluationPeriods: 2, datapointsToAlarm: 2, missingData: "notBreaching" } as const;

/** The alarms of a target group, as the project synthesises them. */
export const ERRORS: AlarmModel = {
  ...TWO_OF_TWO,
  name: "bluegreen-green-errors",
  queries: [
    {
      id: "rate",
      expression: "100 * (FILL(answered, 0) + FILL(refused, 0)) / requests",
      returnData: true,
    },
    { id: "answered", metric: metric("HTTPCode_Target_5XX_Count", "Sum"), returnData: false },
    { id: "refused", metric: metric("TargetConnectionErrorCount", "Sum"), returnData: false },
    { id: "requests", metric: metric("RequestCount", "Sum"), returnData: false },
  ],
  comparison: "GreaterThanThreshold",
  threshold: 1,
};

export const LATENCY: AlarmModel = {
  ...TWO_OF_TWO,
  name: "bluegreen-green-latency",
  queries: [{ id: "metric", metric: metric("TargetResponseTime", "p99"), returnData: true }],
  comparison: "GreaterThanThreshold",
  threshold: 2,
};

export const UNHEALTHY: AlarmModel = {
  ...TWO_OF_TWO,
  name: "bluegreen-green-unhealthy",
  queries: [{ id: "metric", metric: metric("UnHealthyHostCount", "Maximum"), returnData: true }],
  comparison: "GreaterThanOrEqualToThreshold",
  threshold: 1,
};
