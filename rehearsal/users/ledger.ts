import type { TrafficSample, VersionCount } from "../../deployment-view/traffic";
import { percentile } from "../cloudwatch/statistic";
import { type Answer, NO_ANSWER } from "./visit";

/** Status of a request that has not ended. */
const PENDING = 0xffff;
const FIRST_ROOM = 1 << 14;

/** Every request, in the order in which they were sent: a column for each thing that is known of it. */
export interface LedgerColumns {
  /** Milliseconds of whatever clock the ledger is kept by. */
  readonly sentAt: Float64Array;
  readonly latencyMs: Float32Array;
  readonly status: Uint16Array;
  /** Index into the ledger's versions. */
  readonly version: Uint16Array;
}

/** A ledger as it goes from one process to another. */
export interface LedgerData extends LedgerColumns {
  readonly versions: readonly string[];
}

/** What came of each request: sixteen bytes for each, so that there is room for millions. */
export class Ledger {
  private readonly versions: string[];
  private columns: LedgerColumns;
  private length: number;

  /** @param kept elsewhere. @default - nothing yet */
  constructor(kept: LedgerData = { ...emptyColumns(0), versions: [] }) {
    this.versions = [...kept.versions];
    this.columns = kept;
    this.length = kept.sentAt.length;
  }

  /** All that it holds. */
  public get data(): LedgerData {
    const { sentAt, latencyMs, status, version } = this.columns;
    return {
      versions: this.versions,
      sentAt: sentAt.slice(0, this.length),
      latencyMs: latencyMs.slice(0, this.length),
      status: status.slice(0, this.length),
      version: version.slice(0, this.length),
    };
  }

  /**
   * @param at no earlier than any before
   * @returns by what {@link ended} knows it
   */
  public sent(at: number): number {
    if (this.length === this.columns.sentAt.length) this.grow();
    const index = this.length;
    this.length += 1;
    this.columns.sentAt[index] = at;
    this.columns.status[index] = PENDING;
    return index;
  }

  public ended(index: number, { status, version }: Answer, at: number): void {
    this.columns.status[index] = status;
    this.columns.latencyMs[index] = at - (this.columns.sentAt[index] ?? at);
    const known = this.versions.indexOf(version);
    this.columns.version[index] = known >= 0 ? known : this.versions.push(version) - 1;
  }

  /** The first request that was sent at a moment or later. */
  public firstSince(moment: number): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.columns.sentAt[middle] ?? 0) < moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Sums up all that was sent from one moment until before another, and has ended. */
  public between(from: number, at: number): TrafficSample {
    const [first, end] = [this.firstSince(from), this.firstSince(at)];
    return this.sample(
      from,
      at,
      Array.from({ length: Math.max(end - first, 0) }, (_, index) => first + index),
    );
  }

  /** Sums up some requests, those left out that have not ended. */
  public sample(from: number, at: number, requests: readonly number[]): TrafficSample {
    const { status, version, latencyMs } = this.columns;
    const ended = requests.filter((index) => status[index] !== PENDING);
    const byVersion = new Map<string, VersionCount>();
    let failed = 0;
    for (const index of ended) {
      const failure = isFailure(status[index] ?? NO_ANSWER) ? 1 : 0;
      const name = this.versions[version[index] ?? 0] ?? "";
      const before = byVersion.get(name);
      byVersion.set(name, {
        requests: (before?.requests ?? 0) + 1,
        failed: (before?.failed ?? 0) + failure,
      });
      failed += failure;
    }
    const latencies = Float32Array.from(ended, (index) => latencyMs[index] ?? 0).sort();
    return {
      from,
      at,
      requests: ended.length,
      failed,
      p50Ms: percentile(latencies, 50),
      p99Ms: percentile(latencies, 99),
      byVersion: Object.fromEntries(byVersion),
    };
  }

  private grow(): void {
    const columns = emptyColumns(Math.max(2 * this.length, FIRST_ROOM));
    columns.sentAt.set(this.columns.sentAt);
    columns.latencyMs.set(this.columns.latencyMs);
    columns.status.set(this.columns.status);
    columns.version.set(this.columns.version);
    this.columns = columns;
  }
}

function isFailure(status: number): boolean {
  return status === NO_ANSWER || status >= 500;
}

function emptyColumns(room: number): LedgerColumns {
  return {
    sentAt: new Float64Array(room),
    latencyMs: new Float32Array(room),
    status: new Uint16Array(room),
    version: new Uint16Array(room),
  };
}
