import type { Clock } from "../../rehearsal/clock";

interface Waiter {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * A clock whose hours go by in no time, and always in the same order: whenever everything waits, it moves on to the
 * next moment that anything waits for. It stands still but for {@link play}.
 */
export class VirtualClock implements Clock {
  public readonly speed = 1;
  private readonly waiting = new Set<Waiter>();

  /** @param lateBy AWS milliseconds that everyone who waits is woken up too late */
  constructor(
    private moment = Date.UTC(2030, 0, 1),
    private readonly lateBy = 0,
  ) {}

  public now(): number {
    return this.moment;
  }

  public async until(at: number, signal?: AbortSignal): Promise<void> {
    if (at <= this.moment || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        signal?.removeEventListener("abort", wake);
        this.waiting.delete(waiter);
        resolve();
      };
      const waiter = { at: at + this.lateBy, wake };
      this.waiting.add(waiter);
      signal?.addEventListener("abort", wake, { once: true });
    });
  }

  public after(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.until(this.moment + milliseconds, signal);
  }

  public real(milliseconds: number): number {
    return milliseconds;
  }

  public limit(milliseconds: number): number {
    return milliseconds;
  }

  /**
   * Lets time go by until some work is done.
   *
   * @throws Error where the work waits for something other than time
   */
  public async play<Result>(work: Promise<Result>): Promise<Result> {
    let settled = false;
    const settle = () => {
      settled = true;
    };
    work.then(settle, settle);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (settled) return work;
      this.next();
    }
  }

  /** Lets so much time go by. */
  public pass(milliseconds: number): Promise<void> {
    return this.play(this.after(milliseconds));
  }

  private next(): void {
    if (this.waiting.size === 0) throw new Error("everything waits, and nothing for a time");
    const waiting = [...this.waiting];
    this.moment = Math.max(this.moment, Math.min(...waiting.map(({ at }) => at)));
    for (const { at, wake } of waiting) if (at <= this.moment) wake();
  }
}
