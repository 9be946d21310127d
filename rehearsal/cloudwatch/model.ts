/** A metric as CloudWatch tells one from another: by all three. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Where counts and measurements go. Times are AWS milliseconds. */
export interface MetricSink {
  put(metric: MetricId, value: number, at: number): void;
}

/** One metric over a period, as an alarm or a metric query asks for it. */
export interface MetricStat extends MetricId {
  readonly periodSeconds: number;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or a percentile such as `p99`. */
  readonly statistic: string;
}

/** A line of a metric math alarm. */
export interface MetricQuery {
  readonly id: string;
  /** Either a metric … */
  readonly metric?: MetricStat;
  /** … or an expression over the other lines. */
  readonly expression?: string;
  readonly returnData: boolean;
}

export type ComparisonOperator =
  | "GreaterThanOrEqualToThreshold"
  | "GreaterThanThreshold"
  | "LessThanThreshold"
  | "LessThanOrEqualToThreshold";

export type MissingData = "missing" | "notBreaching" | "breaching" | "ignore";

/** What an alarm was synthesised with. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export interface AlarmModel {
  readonly name: string;
  /** One metric, or lines of metric math of which one returns data. */
  readonly queries: readonly MetricQuery[];
  readonly comparison: ComparisonOperator;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  /** @default - as many as evaluationPeriods */
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

export type AlarmStateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface AlarmState {
  readonly name: string;
  readonly value: AlarmStateValue;
  /** In CloudWatch's manner: which datapoints, against which threshold. */
  readonly reason: string;
  /** When it came into this state, in AWS milliseconds. */
  readonly since: number;
}

/** The alarms of one stack, evaluated as time goes by. */
export interface Alarms {
  readonly states: readonly AlarmState[];
  state(name: string): AlarmState | undefined;
  /** Tells of each change of a state, until the returned function is called. */
  onChange(listener: (state: AlarmState) => void): () => void;
  /** Puts an alarm into a state by hand; it holds until an evaluation finds otherwise, or for ever if `pinned`. */
  set(name: string, value: AlarmStateValue, reason: string, pinned?: boolean): void;
  close(): void;
}
