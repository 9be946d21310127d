import type { Block } from "../../modules/policy/block";
import type {
  AlarmModel,
  ComparisonOperator,
  MetricQuery,
  MetricStat,
  MissingData,
} from "../cloudwatch/model";
import type { Resource, Resources } from "./resources";

/** The alarms of a stack, as CloudWatch would evaluate them. */
export function readAlarms(resources: Resources): AlarmModel[] {
  return resources.ofType("aws_cloudwatch_metric_alarm").map(readAlarm);
}

function readAlarm(alarm: Resource): AlarmModel {
  const queries = alarm.blocks("metric_query");
  const evaluationPeriods = alarm.number("evaluation_periods") ?? 1;
  return {
    name: alarm.need("alarm_name"),
    queries:
      queries.length > 0
        ? queries.map(readQuery)
        : [{ id: "metric", metric: readMetric(alarm), returnData: true }],
    comparison: alarm.need("comparison_operator") as ComparisonOperator,
    threshold: alarm.number("threshold") ?? 0,
    evaluationPeriods,
    datapointsToAlarm: alarm.number("datapoints_to_alarm") ?? evaluationPeriods,
    missingData: (alarm.text("treat_missing_data") ?? "missing") as MissingData,
  };
}

function readQuery(query: Block): MetricQuery {
  const [metric] = query.blocks("metric");
  return {
    id: query.text("id") ?? "",
    expression: query.text("expression"),
    metric: metric && readMetric(metric),
    returnData: query.flag("return_data"),
  };
}

function readMetric(metric: Block): MetricStat {
  return {
    namespace: metric.text("namespace") ?? "",
    name: metric.text("metric_name") ?? "",
    dimensions: metric.map("dimensions"),
    periodSeconds: metric.number("period") ?? 60,
    statistic:
      metric.text("stat") ?? metric.text("statistic") ?? metric.text("extended_statistic") ?? "Average",
  };
}
