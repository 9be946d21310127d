import { randomUUID } from "node:crypto";
import type { Ending, Launched } from "../../tasks/program";

export type ServiceState = "active" | "inactive" | "failed";

/** A program of a service that runs. */
export interface Running extends Launched {
  /** Ends it at once. @default - it ends with the sandbox that it runs in */
  readonly kill?: () => void;
}

/** How a service is run, whatever it is. */
export interface ServiceProgram {
  /**
   * Starts it.
   *
   * @param job name of all processes of this start
   * @returns what runs, or what keeps it from that
   */
  launch(job: string): Promise<Running | string>;
  /** Whether its end is to be followed by another start. */
  restarts(ending: Ending): boolean;
  /** Whether it stays active though it has ended by itself. */
  remains(ending: Ending): boolean;
  /** Waits before it is started again. */
  pause(signal: AbortSignal): Promise<void>;
  /** Waits before it begins to listen. */
  delay?(signal: AbortSignal): Promise<void>;
}

/** Starts of a service that ends again and again. @see https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#StartLimitIntervalSec=interval */
const MOST_STARTS = 5;

/** A service of an instance: started, stopped, and followed as systemd follows it. */
export class Service {
  private current: ServiceState = "inactive";
  private stopping = new AbortController();
  private launched?: Running;
  private launching: Promise<unknown> = Promise.resolve();
  private following: Promise<void> = Promise.resolve();

  constructor(
    public readonly name: string,
    private readonly program: ServiceProgram,
    /** Told what happens to it. */
    private readonly note: (text: string) => void,
  ) {}

  public get state(): ServiceState {
    return this.current;
  }

  /** @returns what keeps it from starting; nobody waits for one that starts late */
  public async start(): Promise<string | undefined> {
    if (this.current === "active") return undefined;
    await this.following;
    this.stopping = new AbortController();
    const launching = this.launch(this.stopping.signal, 1);
    if (!this.program.delay) return launching;
    this.current = "active";
    return undefined;
  }

  public async stop(): Promise<void> {
    this.stopping.abort();
    await this.launching;
    await this.launched?.stop();
    await this.following;
    this.launched = undefined;
    this.current = "inactive";
  }

  /** Ends it as the end of its instance does. */
  public kill(): void {
    this.stopping.abort();
    this.launched?.kill?.();
  }

  private launch(signal: AbortSignal, starts: number): Promise<string | undefined> {
    const launching = this.tryToLaunch(signal, starts);
    this.launching = launching;
    return launching;
  }

  private async tryToLaunch(signal: AbortSignal, starts: number): Promise<string | undefined> {
    if (starts === 1) await this.program.delay?.(signal);
    if (signal.aborted) return undefined;
    const launched = await this.program.launch(`${this.name}-${randomUUID()}`);
    if (typeof launched === "string") {
      this.current = "failed";
      this.note(`${this.name} failed: ${launched}`);
      return launched;
    }
    this.launched = launched;
    this.current = "active";
    this.note(`${this.name} started`);
    this.following = this.follow(launched, signal, starts);
    return undefined;
  }

  private async follow(launched: Running, signal: AbortSignal, starts: number): Promise<void> {
    const ending = await launched.ended;
    if (signal.aborted || this.program.remains(ending)) return;
    // What it left behind.
    await launched.stop();
    if (signal.aborted) return;
    this.note(`${this.name} ended with ${ending.signal ?? `exit code ${ending.code}`}`);
    this.current = ending.code === 0 ? "inactive" : "failed";
    if (starts === MOST_STARTS || !this.program.restarts(ending)) return;
    await this.program.pause(signal);
    if (!signal.aborted) await this.launch(signal, starts + 1);
  }
}
