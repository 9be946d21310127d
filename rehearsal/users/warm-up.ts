/** A stream of a thousand a second grows to its rate in a second; others in proportion. */
const RAMP_MS_PER_RPS = 1;

/** Who has sent so many milliseconds of requests that are not answered is behind. */
const BEHIND_MS = 100;

/** In so many times the ramp a slow application has shown that it is slow, and its users do not wait for it. */
const PATIENCE = 8;

/**
 * How users begin: everything in a rehearsal is cold at first, and a backlog of its first second would still be there in
 * the shift, as if the application were to blame.
 */
export class WarmUp {
  /** Milliseconds in which the stream grows to its rate. */
  public readonly rampMs: number;
  /** Resolves once requests have been answered as fast as they are sent for as long as the ramp, or patience has ended. */
  public readonly ended: Promise<void>;
  private end = (): void => undefined;
  private behindUntil: number;

  /** @param startedAt moment of the first request, in milliseconds of any clock */
  constructor(
    private readonly perSecond: number,
    private readonly startedAt: number,
  ) {
    this.rampMs = perSecond * RAMP_MS_PER_RPS;
    this.behindUntil = startedAt + this.rampMs;
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  /** Is to be told often of the requests that have no answer yet. */
  public observe(now: number, inFlight: number): void {
    if (inFlight > Math.max((BEHIND_MS * this.perSecond) / 1000, 1)) {
      this.behindUntil = Math.max(now, this.behindUntil);
    }
    const inStepMs = now - this.behindUntil;
    if (inStepMs >= this.rampMs || now - this.startedAt >= PATIENCE * this.rampMs) this.end();
  }
}
