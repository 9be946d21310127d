import { ExpressionError } from "./math-syntax";

export type Point = number | undefined;

/** Datapoints, oldest first; `undefined` where one is missing. */
export type TimeSeries = readonly Point[];

/** A number, datapoints, or several metrics' datapoints. */
export type MathValue =
  | { readonly type: "number"; readonly value: Point }
  | { readonly type: "series"; readonly points: TimeSeries }
  | { readonly type: "array"; readonly series: readonly TimeSeries[] };

export type Aggregate = (values: readonly number[]) => number;

/** Over an array each moment is summed up, over one metric all of its moments are; what is missing is left out. */
export function aggregate(value: MathValue, over: Aggregate): MathValue {
  const overThere = (points: TimeSeries): Point => {
    const there = points.filter(isThere);
    return there.length === 0 ? undefined : over(there);
  };
  if (value.type === "number") return value;
  if (value.type === "series") return { type: "number", value: overThere(value.points) };
  const moments = value.series[0]?.map((_, index) => value.series.map((points) => points[index])) ?? [];
  return { type: "series", points: moments.map(overThere) };
}

/** Changes the datapoints of each metric; a number stays as it is. */
export function each(value: MathValue, change: (points: TimeSeries) => TimeSeries): MathValue {
  if (value.type === "array") return { type: "array", series: value.series.map(change) };
  return value.type === "series" ? { type: "series", points: change(value.points) } : value;
}

/** Computes moment by moment; a number is the same at each, and an array has it done for each of its metrics. */
export function zip(
  values: readonly MathValue[],
  at: number,
  compute: (points: readonly Point[]) => Point,
): MathValue {
  const arrays = values.filter((value) => value.type === "array");
  if (arrays.length > 1) throw new ExpressionError("two arrays cannot be computed with each other", at);
  if (arrays[0]) {
    const parts = arrays[0].series.map((points) =>
      zip(
        values.map((value) => (value.type === "array" ? { type: "series", points } : value)),
        at,
        compute,
      ),
    );
    return { type: "array", series: parts.flatMap((part) => seriesOf(part, at)) };
  }
  const moments = values.find((value) => value.type === "series");
  const pointAt = (index: number) => compute(values.map((value) => pointOf(value, index)));
  if (!moments) return { type: "number", value: pointAt(0) };
  return { type: "series", points: moments.points.map((_, index) => pointAt(index)) };
}

function pointOf(value: MathValue, index: number): Point {
  if (value.type === "number") return value.value;
  return value.type === "series" ? value.points[index] : undefined;
}

/** @throws ExpressionError for a number */
export function seriesOf(value: MathValue, at: number): readonly TimeSeries[] {
  if (value.type === "number") throw new ExpressionError("a number is no metric", at);
  return value.type === "array" ? value.series : [value.points];
}

/** What a missing datapoint would be on a line between its neighbours; `undefined` at the ends. */
export function interpolate(points: TimeSeries, index: number): Point {
  const before = points.findLastIndex((point, other) => other < index && isThere(point));
  const after = points.findIndex((point, other) => other > index && isThere(point));
  const [from, to] = [points[before], points[after]];
  if (from === undefined || to === undefined) return undefined;
  return from + ((to - from) * (index - before)) / (after - before);
}

export function isThere(point: Point): point is number {
  return point !== undefined;
}
