import type { TrafficSample } from "../../deployment-view/traffic";
import { realNow } from "../shared-clock";
import { Ledger } from "./ledger";
import type { UsersSettings } from "./messages";
import { Pace } from "./pace";
import { keptAlive, visit } from "./visit";
import { WarmUp } from "./warm-up";

/** Real milliseconds of a sample. */
const SAMPLE_MS = 100;

/** Of so many requests one opens a connection of its own, as a new visitor does; the others use those that are open. */
const FRESH_ONE_OF = 3;

/** An open-loop stream: requests are sent at their rate, however long the answers take. Moments are {@link realNow}. */
export class Stream {
  public readonly ledger = new Ledger();
  private readonly pace: Pace;
  private readonly warmUp: WarmUp;
  private readonly sending: NodeJS.Timeout;
  private readonly sampling: NodeJS.Timeout;
  private readonly inFlight = new Map<number, Promise<void>>();
  private endedLately: number[] = [];
  private sampledAt = realNow();

  /** @param onSample is told of the requests that ended in each stretch: every one is in one sample */
  constructor(
    private readonly settings: UsersSettings,
    private readonly onSample: (sample: TrafficSample) => void,
  ) {
    this.warmUp = new WarmUp(settings.perSecond, this.sampledAt);
    this.pace = new Pace(settings.perSecond, this.sampledAt, this.warmUp.rampMs);
    this.sending = setInterval(() => this.send(), 1000 / settings.perSecond);
    this.sampling = setInterval(() => this.sample(), SAMPLE_MS);
  }

  /** Resolves once requests are sent at their full rate, and answered as fast, or the application has shown that it cannot. */
  public get warm(): Promise<void> {
    return this.warmUp.ended;
  }

  /** All that was sent from one moment until before another, once it has ended. */
  public async between(from: number, to: number): Promise<TrafficSample> {
    const [first, end] = [this.ledger.firstSince(from), this.ledger.firstSince(to)];
    const awaited = [...this.inFlight].filter(([request]) => request >= first && request < end);
    await Promise.all(awaited.map(([, ending]) => ending));
    return this.ledger.between(from, to);
  }

  /** Sends nothing more; resolves once every request has ended and is in a sample. */
  public async stop(): Promise<void> {
    clearInterval(this.sending);
    await Promise.all(this.inFlight.values());
    clearInterval(this.sampling);
    this.sample();
    keptAlive.destroy();
  }

  private send(): void {
    for (let left = this.pace.take(realNow()); left > 0; left -= 1) {
      const request = this.ledger.sent(realNow());
      this.inFlight.set(request, this.request(request));
    }
  }

  private async request(request: number): Promise<void> {
    const { url, timeoutMs } = this.settings;
    const answer = await visit(url, request % FRESH_ONE_OF !== 0, timeoutMs);
    this.ledger.ended(request, answer, realNow());
    this.inFlight.delete(request);
    this.endedLately.push(request);
  }

  private sample(): void {
    const [from, at] = [this.sampledAt, realNow()];
    this.sampledAt = at;
    const ended = this.endedLately;
    this.endedLately = [];
    this.onSample(this.ledger.sample(from, at, ended));
    this.warmUp.observe(at, this.inFlight.size);
  }
}
