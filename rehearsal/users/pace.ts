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

  /** @param startedAt moment of the first request, in milliseconds of any clock */
  constructor(
    private readonly perSecond: number,
    startedAt: number,
  ) {
    this.asked = startedAt;
    this.due = 1;
  }

  /** @param now no earlier than the last time */
  public take(now: number): number {
    const elapsed = now - this.asked;
    this.asked = now;
    this.due = Math.min(this.due + this.requestsIn(elapsed), Math.max(this.requestsIn(DEBT_MS), 1));
    const atMost = Math.ceil(this.requestsIn(Math.min(elapsed * CATCH_UP, BURST_MS))) || 1;
    const count = Math.min(Math.floor(this.due), atMost);
    this.due -= count;
    return count;
  }

  private requestsIn(milliseconds: number): number {
    return (milliseconds * this.perSecond) / 1000;
  }
}
