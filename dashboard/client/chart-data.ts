import type { ReleaseView, SampleView } from "../../deployment-view/view";

/** Samples as a chart wants them: one column a line, with `null` where there is nothing to draw. */
export interface ChartData {
  /** Seconds of AWS since the release began. */
  readonly seconds: number[];
  readonly promised: (number | null)[];
  readonly observed: (number | null)[];
  /** Percent of requests. */
  readonly failed: (number | null)[];
  readonly p50: (number | null)[];
  readonly p99: (number | null)[];
}

/** How much longer than the release its samples are shown, so that the way back is seen: AWS milliseconds. */
const AFTERWARDS_MS = 120_000;

/** Those of a release; all of them while there is none. */
export function samplesOf(samples: readonly SampleView[], release: ReleaseView | undefined): SampleView[] {
  if (!release) return [...samples];
  const end = (release.endedAt ?? Number.POSITIVE_INFINITY) + AFTERWARDS_MS;
  return samples.filter((sample) => sample.at > release.startedAt && sample.from < end);
}

/** @param start AWS milliseconds since the epoch, which becomes second 0 */
export function chartData(samples: readonly SampleView[], start: number): ChartData {
  return {
    seconds: samples.map(({ at }) => (at - start) / 1000),
    promised: samples.map(({ promised }) => promised ?? null),
    observed: samples.map(({ observed }) => observed ?? null),
    failed: samples.map((sample) => failedShare(sample) ?? null),
    p50: samples.map(({ requests, p50Ms }) => (requests > 0 ? p50Ms : null)),
    p99: samples.map(({ requests, p99Ms }) => (requests > 0 ? p99Ms : null)),
  };
}

/** Percent of requests that failed; `undefined` where there were none. */
export function failedShare({ requests, failed }: SampleView): number | undefined {
  return requests > 0 ? (failed / requests) * 100 : undefined;
}
