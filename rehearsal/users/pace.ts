/** Milliseconds of requests that are sent at once at most, after a moment in which none could be. */
const BURST_MS = 50;

/** Milliseconds of requests that are made up for at most: what a machine slept through is nobody's request. */
const DEBT_MS = 1000;

/** While it is behind, how much faster it sends. */
const CATCH_UP = 2;

/** How many requests of a steady stream are to be sent now, if all earlier answers to this were followed. */
export class Pace {
  private due = 0;
  private asked: number;

  /**
   * @param startedAt moment of the first request, in milliseconds of any clock
   * @param rampMs milliseconds in which the stream grows to its rate. @default 0
   */
  constructor(
    private readonly perSecond: number,
    private readonly startedAt: number,
    private readonly rampMs = 0,
  ) {
    this.asked = startedAt;
    this.due = 1;
  }

  /** @param now no earlier than the last time */
  public take(now: number): number {
    const elapsed = now - this.asked;
    const added = this.requestsIn(this.atFullRate(now) - this.atFullRate(this.asked));
    this.asked = now;
    this.due = Math.min(this.due + added, Math.max(this.requestsIn(DEBT_MS), 1));
    const atMost = Math.ceil(this.requestsIn(Math.min(elapsed * CATCH_UP, BURST_MS))) || 1;
    const count = Math.min(Math.floor(this.due), atMost);
    this.due -= count;
    return count;
  }

  /** Milliseconds at the full rate that bring as many requests as there were until a moment. */
  private atFullRate(now: number): number {
    const elapsed = now - this.startedAt;
    return elapsed < this.rampMs ? elapsed ** 2 / (2 * this.rampMs) : elapsed - this.rampMs / 2;
  }

  private requestsIn(milliseconds: number): number {
    return (milliseconds * this.perSecond) / 1000;
  }
}
