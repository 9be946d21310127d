import type { ChildProcess } from "node:child_process";
import { EventEmitter, once, setMaxListeners } from "node:events";
import type { TrafficSample } from "../../deployment-view/traffic";
import type { Clock } from "../clock";
import { realNow } from "../shared-clock";
import { Ledger, type LedgerData } from "./ledger";
import type { FromUsers, ToUsers } from "./messages";
import type { Users } from "./model";

/** The users, as the rehearsal knows them: `rehearsal/children/users.ts` is the other end. */
export class UsersProcess implements Users {
  /** Rejects if the process ends before it has begun. */
  public readonly started: Promise<unknown>;

  private readonly heard = new EventEmitter<{ sample: [TrafficSample]; started: [] }>();
  private readonly answers = new Map<number, (sample: TrafficSample) => void>();
  private questions = 0;
  private ledger: LedgerData | undefined;
  /** The whole ledger, which the process hands over as it ends. */
  private readonly ended: Promise<Ledger>;
  private readonly startedAtReal = realNow();
  private readonly startedAt: number;

  constructor(
    private readonly child: ChildProcess,
    private readonly clock: Clock,
  ) {
    this.startedAt = clock.now();
    setMaxListeners(0, this.heard);
    child.on("message", (message: FromUsers) => this.hear(message));
    this.ended = this.end();
    this.started = Promise.race([once(this.heard, "started"), this.ended]);
  }

  public onSample: Users["onSample"] = (listener) => {
    this.heard.on("sample", listener);
    return () => this.heard.off("sample", listener);
  };

  public async between(from: number, to: number): Promise<TrafficSample> {
    const id = this.questions++;
    const stretch = { from: this.real(from), to: this.real(to) };
    const answer = new Promise<TrafficSample>((resolve) => this.answers.set(id, resolve));
    this.tell({ type: "between", id, ...stretch });
    const unanswered = this.ended.then((ledger) =>
      this.answers.has(id) ? ledger.between(stretch.from, stretch.to) : answer,
    );
    const sample = await Promise.race([answer, unanswered]);
    this.answers.delete(id);
    return { ...sample, from, at: to };
  }

  public async stop(): Promise<void> {
    this.tell({ type: "stop" });
    await this.ended;
  }

  private hear(message: FromUsers): void {
    if (message.type === "started") this.heard.emit("started");
    else if (message.type === "ledger") this.ledger = message.ledger;
    else if (message.type === "answer") this.answers.get(message.id)?.(message.sample);
    else this.heard.emit("sample", this.toAws(message.sample));
  }

  private tell(message: ToUsers): void {
    // What cannot be told any more is found out by the end of the process.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  /** The last messages may be read after the process is seen to be gone. */
  private async end(): Promise<Ledger> {
    await Promise.all([once(this.child, "exit"), once(this.child, "disconnect")]);
    if (this.ledger) return new Ledger(this.ledger);
    const how = this.child.signalCode ?? `exit code ${this.child.exitCode}`;
    throw new Error(`the process of the rehearsal's users ended by itself: ${how}`);
  }

  private toAws(sample: TrafficSample): TrafficSample {
    return { ...sample, from: this.aws(sample.from), at: this.aws(sample.at) };
  }

  private aws(real: number): number {
    return this.startedAt + (real - this.startedAtReal) * this.clock.speed;
  }

  private real(aws: number): number {
    return this.startedAtReal + this.clock.real(aws - this.startedAt);
  }
}
