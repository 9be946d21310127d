import type { Clock } from "../../aws/clock";
import { CallError, Interrupted, type Refusal } from "../../aws/failure";

/** What it is waited with, and where it is said why. */
export interface PatienceOptions {
  readonly clock: Clock;
  /** Ends what waits. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Milliseconds from one look to the next: steps of a shift follow each other within a minute. */
const PAUSE_MS = { releasing: 2000, idle: 5000 } as const;

/** How much longer a pause can become while AWS throttles, and how long at most. */
const MOST_SLOWER = 16;
const LONGEST_PAUSE_MS = 60_000;

/** What passes by itself, or is mended elsewhere while the watch goes on; the other refusals end it. */
const PASSING: Readonly<Partial<Record<Refusal, (error: CallError) => string>>> = {
  throttled: ({ action }) => `AWS throttles ${action}: it is asked less often for a while`,
  credentials: () =>
    "AWS does not take the credentials any more: renew them, such as by aws sso login, and the watch goes on",
  unreachable: ({ action, message }) => `AWS cannot be reached for ${action}, and is asked again: ${message}`,
  other: ({ message }) => `AWS is asked again: ${message}`,
};

/** Bears with AWS from one question to the next: says once what is wrong, and asks less often while it throttles. */
export class Patience {
  private trouble: Refusal | "silent" | undefined;
  private slower = 1;

  constructor(private readonly options: PatienceOptions) {}

  public answered(): void {
    if (this.trouble) this.options.say("AWS answers again");
    this.trouble = undefined;
    this.slower = Math.max(1, this.slower / 2);
  }

  /** Takes that there is no answer yet, and says so. */
  public silent(text: string): void {
    this.options.say(text);
    this.trouble ??= "silent";
  }

  /**
   * Takes a refusal that passes.
   *
   * @param hasAnswered whether AWS has answered before: until then only throttling says nothing about whoever asks
   * @throws what it was given, where it does not pass
   */
  public bear(error: unknown, hasAnswered: boolean): Refusal {
    if (!(error instanceof CallError)) throw error;
    const { refusal } = error;
    const words = PASSING[refusal];
    if (!words || (refusal !== "throttled" && !hasAnswered)) throw error;
    // Once for each trouble, however long it lasts.
    if (this.trouble !== refusal) this.options.say(words(error));
    this.trouble = refusal;
    if (refusal === "throttled") this.slower = Math.min(MOST_SLOWER, this.slower * 2);
    return refusal;
  }

  /** Waits until AWS is to be asked again. */
  public async pause(during: keyof typeof PAUSE_MS): Promise<void> {
    const { clock, signal } = this.options;
    await clock.wait(Math.min(PAUSE_MS[during] * this.slower, LONGEST_PAUSE_MS), signal);
  }
}

/**
 * Asks AWS something before anything else is asked, again and again while it throttles.
 *
 * @throws Interrupted when it is ended, and whatever else it fails with
 */
export async function askedPatiently<T>(ask: () => Promise<T>, options: PatienceOptions): Promise<T> {
  const patience = new Patience(options);
  while (!options.signal.aborted) {
    try {
      const answer = await ask();
      patience.answered();
      return answer;
    } catch (error) {
      patience.bear(error, false);
    }
    await patience.pause("idle");
  }
  throw new Interrupted();
}
