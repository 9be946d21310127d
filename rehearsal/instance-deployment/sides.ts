import type { Clock } from "../clock";
import type { Fleet } from "../fleet/model";
import type { Tell } from "../tell";

/** Numbers of instances of one side. */
export interface SideCounts {
  readonly desired: number;
  readonly running: number;
  readonly healthy: number;
}

export interface Sides {
  readonly original: SideCounts;
  readonly replacement: SideCounts;
  /** Percent of users, or of instances, that the replacement has. */
  readonly share: number;
}

export interface SidesWatchProps {
  readonly release: string;
  readonly sides: () => Sides;
  readonly clock: Clock;
  readonly fleet: Fleet;
  readonly tell: Tell;
}

/** AWS milliseconds between two looks at the instances of both sides. */
const LOOK_MS = 2000;

/** Tells of the instances of both sides, and of the share that the replacement has, whenever they have changed. */
export class SidesWatch {
  private readonly over = new AbortController();
  private readonly watching: Promise<void>;
  private told = "";
  private promised = 0;

  constructor(private readonly props: SidesWatchProps) {
    this.watching = this.watch();
  }

  /** Percent that the replacement was last told to have. */
  public get share(): number {
    return this.promised;
  }

  public look(): void {
    const { clock, release, sides, tell } = this.props;
    const { original, replacement, share } = sides();
    const counts = JSON.stringify([original, replacement]);
    if (counts !== this.told) {
      this.told = counts;
      tell({ type: "tasks", release, role: "original", ...original });
      tell({ type: "tasks", release, role: "replacement", ...replacement });
    }
    if (share === this.promised) return;
    this.promised = share;
    tell({ type: "shifted", release, promised: share, due: clock.now() });
  }

  /** Looks for the last time. */
  public async end(): Promise<void> {
    this.over.abort();
    await this.watching;
    this.look();
  }

  /** Health changes by itself, with nobody to tell of it. */
  private async watch(): Promise<void> {
    const { clock, fleet } = this.props;
    const unwatch = fleet.onChange(() => this.look());
    while (!this.over.signal.aborted) {
      await clock.after(LOOK_MS, this.over.signal);
      if (!this.over.signal.aborted) this.look();
    }
    unwatch();
  }
}
