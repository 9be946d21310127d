import type { Block } from "./block";
import type { Release } from "./releases";
import type { ResourceView, StackView } from "./stack-view";

/** A metric that an alarm looks at, directly or within a metric math query. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly statistic: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly period: number | undefined;
}

/** The metric alarms that a release watches, also through a composite alarm. */
export function alarmsOf({ alarmNames }: Release, view: StackView): readonly ResourceView[] {
  const alarms = alarmNames.flatMap((name) => {
    const composite = view.named("aws_cloudwatch_composite_alarm", "alarm_name", name);
    const names = composite ? namesInRule(composite.text("alarm_rule") ?? "") : [name];
    return names
      .map((part) => view.named("aws_cloudwatch_metric_alarm", "alarm_name", part))
      .filter((alarm) => alarm !== undefined);
  });
  return [...new Set(alarms)];
}

function namesInRule(alarmRule: string): readonly string[] {
  return [...alarmRule.matchAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*"?([^")]+?)"?\s*\)/g)].map(
    ([, name]) => name ?? "",
  );
}

/** The metrics that an alarm judges. */
export function metricsOf(alarm: ResourceView): readonly Metric[] {
  const metric = (block: Block, statistic: string | undefined): Metric => ({
    namespace: block.text("namespace") ?? "",
    name: block.text("metric_name") ?? "",
    statistic: statistic ?? "",
    dimensions: block.map("dimensions"),
    period: block.number("period"),
  });
  const queried = alarm.blocks("metric_query").flatMap((query) => query.blocks("metric"));
  const direct = alarm.text("metric_name") === undefined ? [] : [alarm];
  return [
    ...direct.map((block) => metric(block, block.text("statistic") ?? block.text("extended_statistic"))),
    ...queried.map((block) => metric(block, block.text("stat"))),
  ];
}

/** Periods of an alarm in seconds: its own, or those of its metric math queries. */
export function periodsOf(alarm: ResourceView): readonly number[] {
  const queries = alarm.blocks("metric_query");
  return [alarm, ...queries, ...queries.flatMap((query) => query.blocks("metric"))].map(
    (block) => block.number("period") ?? 0,
  );
}
