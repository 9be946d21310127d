import { setTimeout as sleep } from "node:timers/promises";

/** The longest that one timer of Node can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * AWS's time, which runs `speed` times faster than this machine's. Every moment and every length in the rehearsal is
 * AWS's, in milliseconds, unless its name says `real`.
 */
export interface Clock {
  /** AWS milliseconds in one of this machine's. */
  readonly speed: number;

  /** The moment, in AWS milliseconds since the epoch. */
  now(): number;

  /**
   * Resolves once the moment has come, or the signal is aborted; it never rejects.
   *
   * @param at AWS milliseconds since the epoch
   */
  until(at: number, signal?: AbortSignal): Promise<void>;

  /** Resolves after a time, or when the signal is aborted; it never rejects. */
  after(milliseconds: number, signal?: AbortSignal): Promise<void>;

  /** How long a time of AWS takes on this machine, in its milliseconds. */
  real(milliseconds: number): number;

  /**
   * How long real work, such as an answer over HTTP, may take on this machine, in its milliseconds: work does not run
   * faster because the clock does, so that a limit is never made shorter than {@link LIMIT_FLOOR_MS}.
   */
  limit(milliseconds: number): number;
}

/** Real milliseconds that the limit of any real work leaves it, unless AWS itself gives it less. */
export const LIMIT_FLOOR_MS = 1000;

/** A clock that starts at this machine's time and runs `speed` times as fast. */
export class SpedUpClock implements Clock {
  private readonly startedAtReal = performance.now();

  /** @param startedAt AWS milliseconds since the epoch. @default - this machine's time */
  constructor(
    readonly speed: number,
    private readonly startedAt = Date.now(),
  ) {}

  public now(): number {
    return this.startedAt + (performance.now() - this.startedAtReal) * this.speed;
  }

  public async until(at: number, signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted) {
      const left = this.real(at - this.now());
      if (left <= 0) return;
      await sleep(Math.min(left, LONGEST_TIMER_MS), undefined, { signal }).catch(() => undefined);
    }
  }

  public after(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.until(this.now() + milliseconds, signal);
  }

  public real(milliseconds: number): number {
    return milliseconds / this.speed;
  }

  public limit(milliseconds: number): number {
    return Math.max(this.real(milliseconds), Math.min(milliseconds, LIMIT_FLOOR_MS));
  }
}

/**
 * Resolves when the next piece of real work that is repeated is due: after a time, but never so soon that the work itself
 * would fill this machine, however fast the clock.
 *
 * @param leastRealMs this machine's milliseconds from one piece to the next
 */
export function pace(
  clock: Pick<Clock, "after" | "speed">,
  milliseconds: number,
  leastRealMs: number,
  signal?: AbortSignal,
): Promise<void> {
  return clock.after(Math.max(milliseconds, leastRealMs * clock.speed), signal);
}
