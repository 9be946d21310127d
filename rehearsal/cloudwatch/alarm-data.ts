import { MathLines } from "./math-lines";
import type { MetricStore } from "./metric-store";
import type { AlarmModel, MetricStat } from "./model";
import { KNOWN_STATISTICS, statisticNamed } from "./statistic";

/** One value of what an alarm looks at; `at` is when its period began, in AWS milliseconds. */
export interface Datapoint {
  readonly at: number;
  readonly value: number | undefined;
}

/** A datapoint that is there. */
export type RealDatapoint = Datapoint & { readonly value: number };

/** What an alarm looks at: a metric, or metric math over some. Times are AWS milliseconds. */
export interface AlarmData {
  readonly periodMs: number;

  /** The last so many periods before a moment, oldest first. */
  datapoints(before: number, count: number): Datapoint[];

  /** Will look at nothing before a moment again. */
  forget(before: number): void;
}

/** What is wrong with the metrics and expressions of an alarm, a sentence each. */
export function problemsOf({ queries }: AlarmModel): string[] {
  const stats = queries.flatMap(({ metric }) => metric ?? []);
  const periods = [...new Set(stats.map(({ periodSeconds }) => periodSeconds))];
  return [
    ...(periods.length === 1
      ? []
      : [`its metrics must have one period in common, not ${periods.join(", ") || "none"}`]),
    ...stats.filter(({ statistic }) => !statisticNamed(statistic)).map(unknownStatistic),
    ...new MathLines(queries).problems,
  ];
}

/** Begins to keep the metrics of an alarm that has no {@link problemsOf | problems}. */
export function watchAlarm({ queries }: AlarmModel, store: MetricStore): AlarmData {
  const lines = new MathLines(queries);
  const metrics = queries.flatMap(({ id, metric }) =>
    metric ? [{ id, ...metric, watch: store.watch(metric) }] : [],
  );
  const periodMs = Math.max(...metrics.map(({ periodSeconds }) => periodSeconds)) * 1000;
  return {
    periodMs,
    datapoints(before, count) {
      const periods = Array.from({ length: count }, (_, index) => before - (count - index) * periodMs);
      const series = metrics.map(({ id, statistic, watch }) => {
        const points = periods.map((from) => watch.statistic(statistic, from, from + periodMs));
        return [id, points] as const;
      });
      const result = lines.result(new Map(series));
      return periods.map((at, index) => ({ at, value: result[index] }));
    },
    forget: (before) => metrics.forEach(({ watch }) => void watch.forget(before)),
  };
}

function unknownStatistic({ name, statistic }: MetricStat): string {
  return `the statistic ${statistic} of ${name} is not known here; there are ${KNOWN_STATISTICS}`;
}
