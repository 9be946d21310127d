import type { Clock } from "../../../rehearsal/clock";

/** A clock that a test moves by hand. */
export class HandClock implements Clock {
  public readonly speed = 1;
  private waiting: { at: number; wake: () => void }[] = [];

  constructor(private moment: number) {}

  public now(): number {
    return this.moment;
  }

  public async until(at: number, signal?: AbortSignal): Promise<void> {
    if (at <= this.moment || signal?.aborted) return;
    await new Promise<void>((wake) => {
      this.waiting.push({ at, wake });
      signal?.addEventListener("abort", () => wake(), { once: true });
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

  /** Moves on at once, and lets whatever waited for that time do its work. */
  public async pass(milliseconds: number): Promise<void> {
    this.moment += milliseconds;
    const due = this.waiting.filter(({ at }) => at <= this.moment);
    this.waiting = this.waiting.filter(({ at }) => at > this.moment);
    for (const { wake } of due) wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
