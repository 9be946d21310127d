type Statistic = (values: readonly number[]) => number;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
const STATISTICS: Readonly<Record<string, Statistic>> = {
  Sum: sum,
  Average: (values) => sum(values) / values.length,
  Minimum: (values) => values.reduce((least, value) => Math.min(least, value)),
  Maximum: (values) => values.reduce((most, value) => Math.max(most, value)),
  SampleCount: (values) => values.length,
};

/** `p99`, `p99.9`: 0 to 100, with up to ten decimals. */
const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;

/** How {@link statisticNamed} may be asked. */
export const KNOWN_STATISTICS = `${Object.keys(STATISTICS).join(", ")} or a percentile such as p99`;

/** The statistic of at least one value; `undefined` where the name means none that is known here. */
export function statisticNamed(name: string): Statistic | undefined {
  const percent = PERCENTILE.exec(name)?.[1];
  if (percent === undefined) return Object.hasOwn(STATISTICS, name) ? STATISTICS[name] : undefined;
  return (values) => percentile(Float64Array.from(values).sort(), Number(percent));
}

/**
 * The least of the values that no fewer than so many percent of them do not exceed.
 *
 * @param sorted ascending
 * @returns 0 where there are none
 */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  return sorted[Math.max(Math.ceil((sorted.length * percent) / 100) - 1, 0)] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
