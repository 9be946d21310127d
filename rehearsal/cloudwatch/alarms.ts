import { EventEmitter, setMaxListeners } from "node:events";
import { UserError } from "../../config/user-error";
import type { Clock } from "../clock";
import { type AlarmData, problemsOf, watchAlarm } from "./alarm-data";
import { evaluateAlarm, evaluationRange, type Verdict } from "./evaluate-alarm";
import type { MetricStore } from "./metric-store";
import type { AlarmModel, AlarmState, Alarms } from "./model";

export interface AlarmsProps {
  readonly alarms: readonly AlarmModel[];
  /** Where the metrics are put; those of the alarms are kept from now on. */
  readonly metrics: MetricStore;
  readonly clock: Clock;
  /** Ends the evaluation, as {@link Alarms.close} does. @default - never */
  readonly signal?: AbortSignal;
}

/**
 * Begins to evaluate alarms. Each is in INSUFFICIENT_DATA until its first evaluation.
 *
 * @throws UserError if an alarm asks for what is not known here
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function createAlarms({ alarms, metrics, clock, signal }: AlarmsProps): Alarms {
  const problems = alarms.flatMap((alarm) => problemsOf(alarm).map((problem) => `${alarm.name}: ${problem}`));
  if (problems.length > 0) {
    const list = problems.map((problem) => `\n- ${problem}`).join("");
    throw new UserError(`CloudWatch alarms that a rehearsal cannot evaluate:${list}`);
  }
  const evaluated = new EvaluatedAlarms(alarms, clock);
  signal?.addEventListener("abort", () => evaluated.close(), { once: true });
  if (signal?.aborted) evaluated.close();
  for (const alarm of alarms) void evaluated.keepEvaluating(alarm, watchAlarm(alarm, metrics));
  return evaluated;
}

const MINUTE_MS = 60_000;

/**
 * Time between two evaluations. Periods of less than a minute are evaluated every ten seconds; longer ones every
 * minute, each time over the periods that end there; and what looks back more than a day, every hour.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
function evaluatedEveryMs({ evaluationPeriods }: AlarmModel, periodMs: number): number {
  if (periodMs < MINUTE_MS) return 10_000;
  return evaluationPeriods * periodMs > 24 * 60 * MINUTE_MS ? 60 * MINUTE_MS : MINUTE_MS;
}

class EvaluatedAlarms implements Alarms {
  private readonly current: Map<string, AlarmState>;
  private readonly pinned = new Set<string>();
  private readonly changes = new EventEmitter<{ change: [AlarmState] }>();
  private readonly closed = new AbortController();

  constructor(
    alarms: readonly AlarmModel[],
    private readonly clock: Clock,
  ) {
    // As many may listen as there are alarms, pages and screens.
    setMaxListeners(0, this.changes, this.closed.signal);
    const reason = "Unchecked: Initial alarm creation";
    const since = clock.now();
    this.current = new Map(
      alarms.map(({ name }) => [name, { name, value: "INSUFFICIENT_DATA", reason, since }]),
    );
  }

  public get states(): readonly AlarmState[] {
    return [...this.current.values()];
  }

  public state(name: string): AlarmState | undefined {
    return this.current.get(name);
  }

  public onChange: Alarms["onChange"] = (listener) => {
    this.changes.on("change", listener);
    return () => this.changes.off("change", listener);
  };

  /** @throws UserError if there is no such alarm */
  public set: Alarms["set"] = (name, value, reason, pinned = false) => {
    this.move(name, { value, reason });
    this.pinned[pinned ? "add" : "delete"](name);
  };

  public close(): void {
    this.closed.abort();
  }

  /** Moments that have passed meanwhile are made up for, one by one. */
  public async keepEvaluating(alarm: AlarmModel, data: AlarmData): Promise<void> {
    const { signal } = this.closed;
    const every = evaluatedEveryMs(alarm, data.periodMs);
    const range = evaluationRange(alarm);
    for (let at = (Math.floor(this.clock.now() / every) + 1) * every; ; at += every) {
      await this.clock.until(at, signal);
      if (signal.aborted) return;
      const verdict = evaluateAlarm(alarm, data.datapoints(at, range));
      if (verdict && !this.pinned.has(alarm.name)) this.move(alarm.name, verdict);
      data.forget(at + every - range * data.periodMs);
    }
  }

  private move(name: string, { value, reason }: Verdict): void {
    const before = this.current.get(name);
    if (!before) {
      const known = [...this.current.keys()].join(", ") || "none";
      throw new UserError(`there is no alarm ${JSON.stringify(name)}; the stack has ${known}`);
    }
    if (before.value === value) {
      this.current.set(name, { ...before, reason });
      return;
    }
    const state = { name, value, reason, since: this.clock.now() };
    this.current.set(name, state);
    this.changes.emit("change", state);
  }
}
