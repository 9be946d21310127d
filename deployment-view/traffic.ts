/** What users met over a stretch of time. Latency is real; moments are AWS's. */
export interface TrafficSample {
  /** AWS milliseconds since the epoch: the stretch is from `from` to `at`. */
  readonly from: number;
  readonly at: number;
  readonly requests: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** By the version that served; requests that nobody served are under `none`. */
  readonly byVersion: Readonly<Record<string, VersionCount>>;
}

export interface VersionCount {
  readonly requests: number;
  readonly failed: number;
}
