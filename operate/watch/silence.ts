import { duration } from "../../deployment-view/format";

/** Real milliseconds between two looks at how long AWS has been silent. */
const TICK_MS = 1000;

/** Real milliseconds without an answer until that is said, and then each time twice as many: a night is a dozen lines. */
const FIRST_MS = 15_000;

const MINUTE_MS = 60_000;

/**
 * Says how old is what is shown, while AWS has been asked and does not answer: the time of a release goes on by itself, and it
 * would look as if all were well. The pauses between two questions are nobody's silence.
 *
 * It runs on this machine's real time, as what shows a release does.
 */
export class Silence {
  private answeredAt = performance.now();
  /** When AWS was first asked since it answered. */
  private askedAt: number | undefined;
  private nextMs = FIRST_MS;
  private readonly timer = setInterval(() => this.tick(), TICK_MS).unref();

  /** @param tell told it, in words */
  constructor(private readonly tell: (text: string) => void) {}

  public asked(): void {
    this.askedAt ??= performance.now();
  }

  public answered(): void {
    this.answeredAt = performance.now();
    this.askedAt = undefined;
    this.nextMs = FIRST_MS;
  }

  public close(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const now = performance.now();
    if (this.askedAt === undefined || now - this.askedAt < this.nextMs) return;
    this.nextMs *= 2;
    this.tell(`last answer ${ago(now - this.answeredAt)} ago: what is shown is as old`);
  }
}

function ago(milliseconds: number): string {
  return milliseconds < MINUTE_MS ? `${Math.round(milliseconds / 1000)} s` : duration(milliseconds);
}
