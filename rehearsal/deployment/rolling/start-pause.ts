/** AWS milliseconds that the first pause takes; each that follows takes twice as long. */
const FIRST_MS = 10_000;
/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html */
const LONGEST_MS = 27 * 60_000;

/** How long a deployment whose tasks fail waits before it starts more of them. */
export class StartPause {
  constructor(
    /** AWS milliseconds since the epoch, from which on tasks may be started. */
    readonly until: number,
    private readonly next = FIRST_MS,
  ) {}

  /** The pause after one more failure. */
  public longer(now: number): StartPause {
    return new StartPause(now + this.next, Math.min(2 * this.next, LONGEST_MS));
  }
}
