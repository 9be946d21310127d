import type { MetricId, MetricSink } from "./model";
import { statisticNamed } from "./statistic";

/** The metrics that somebody watches; whatever else is put is not kept. */
export class MetricStore implements MetricSink {
  private readonly watched = new Map<string, Series>();

  public put(metric: MetricId, value: number, at: number): void {
    this.watched.get(keyOf(metric))?.put(value, at);
  }

  /** Keeps what is put of a metric from now on. */
  public watch(metric: MetricId): MetricWatch {
    const key = keyOf(metric);
    const series = this.watched.get(key) ?? new Series();
    this.watched.set(key, series);
    return series.watch();
  }
}

/** One who looks at a metric. Times are AWS milliseconds since the epoch. */
export interface MetricWatch {
  /**
   * A statistic of what was put from one moment until before another, both at whole seconds; `undefined` where nothing
   * was.
   */
  statistic(name: string, from: number, to: number): number | undefined;

  /** Will not look at what was put before a moment again: it goes once nobody else will. */
  forget(before: number): void;
}

/** Values of one metric, in buckets of a second. */
class Series {
  private readonly buckets = new Map<number, number[]>();
  private readonly lookBackTo: number[] = [];

  public put(value: number, at: number): void {
    const second = Math.floor(at / 1000);
    const bucket = this.buckets.get(second);
    if (bucket) bucket.push(value);
    else this.buckets.set(second, [value]);
  }

  public watch(): MetricWatch {
    const watcher = this.lookBackTo.push(Number.NEGATIVE_INFINITY) - 1;
    return {
      statistic: (name, from, to) => {
        const values = this.between(from / 1000, to / 1000);
        return values.length === 0 ? undefined : statisticNamed(name)?.(values);
      },
      forget: (before) => {
        this.lookBackTo[watcher] = before / 1000;
        const oldest = Math.min(...this.lookBackTo);
        for (const second of this.buckets.keys()) if (second < oldest) this.buckets.delete(second);
      },
    };
  }

  private between(from: number, to: number): number[] {
    const seconds = Array.from({ length: to - from }, (_, index) => from + index);
    return seconds.flatMap((second) => this.buckets.get(second) ?? []);
  }
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
}
