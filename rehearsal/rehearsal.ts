import { join, resolve } from "node:path";
import type { Store } from "../deployment-view/store";
import { Approvals } from "./approvals";
import { SpedUpClock } from "./clock";
import { Closers } from "./closers";
import { Journal } from "./deployment/journal";
import { EventLog, replay } from "./event-log";
import { type Counted, countExactly } from "./exact";
import type { RehearsalOptions, RehearsalParts } from "./model";
import { wire } from "./wire";
import { claimFolder, emptyFolder } from "./work-folder";

/** Files that a rehearsal which was killed is known from. */
const STATE = "state.json";
const EVENTS = "events.ndjson";

/**
 * Tells a store what a rehearsal that was killed in a folder had come to, so that whoever draws it begins from there.
 *
 * @returns whether there is one to go on with
 */
export function recall(folder: string, store: Store): boolean {
  const { state } = new Journal(join(folder, STATE));
  if (!state || state.done) return false;
  replay(join(folder, EVENTS), store);
  return true;
}

/** A system on this machine, and the releases that are played on it. */
export class Rehearsal {
  private constructor(
    private readonly options: RehearsalOptions,
    private readonly parts: RehearsalParts,
    private readonly journal: Journal,
    private readonly events: EventLog,
    readonly approvals: Approvals,
    private readonly closers: Closers,
  ) {}

  /**
   * Opens ports, starts the tasks of the first apply, and sends users.
   *
   * @throws UserError for whatever the user can mend; nothing is left running then
   */
  public static async open(given: RehearsalOptions): Promise<Rehearsal> {
    const { speed, store } = given;
    // Builds and tasks have a working folder of their own.
    const options = { ...given, folder: resolve(given.folder), app: resolve(given.app) };
    const { folder } = options;
    const closers = new Closers();
    try {
      claimFolder(folder);
      const journal = new Journal(join(folder, STATE));
      const interrupted = options.fresh || journal.state?.done ? undefined : journal.state;
      const log = join(folder, EVENTS);
      if (interrupted && store.view.startedAt === undefined) recall(folder, store);
      const clock = new SpedUpClock(speed, interrupted && store.view.at);
      const events = new EventLog(log, store, clock);
      const approvals = new Approvals(options.approve, (milliseconds, signal) =>
        clock.after(milliseconds, signal),
      );
      const prepare = () => interrupted ?? emptyFolder(folder);
      const parts = await wire({
        ...options,
        clock,
        journal,
        interrupted,
        events,
        approvals,
        closers,
        prepare,
      });
      return new Rehearsal(options, parts, journal, events, approvals, closers);
    } catch (error) {
      await closers.close();
      throw error;
    }
  }

  /** Path of the repository to push to. */
  public get repository(): string {
    return this.parts.source.repository;
  }

  /** Puts the files of the first commit into a folder of its own: what is released, whatever else lies in the application. */
  public async firstCommit(): Promise<string> {
    const folder = join(this.options.folder, "first-commit");
    await this.parts.source.checkout(this.parts.source.first, folder);
    return folder;
  }

  /** Mark of every process that belongs to it. */
  public get run(): string {
    return this.parts.run;
  }

  /** Where clients of AWS's SDK are answered, with whatever credentials. */
  public get awsUrl(): string {
    return this.parts.awsUrl;
  }

  /** Where `bluegreen watch` is answered as by AWS, with whatever credentials. @default - nothing is watched but a service */
  public get readingUrl(): string | undefined {
    return this.parts.readingUrl;
  }

  /** What the user should know of what is released. */
  public get warnings(): readonly string[] {
    return this.parts.source.warnings;
  }

  /** Plays the releases, or what is left of them; resolves when they have ended, well or not. */
  public async play(): Promise<void> {
    const { pipeline, releases } = this.parts;
    const { store } = this.options;
    await Promise.all((this.journal.state?.executions ?? []).map((execution) => pipeline.resume(execution)));
    if (this.started === 0) await releases.first();
    if (this.options.releases === 1) return;
    if (this.started === 1 && store.view.releases.at(-1)?.status === "Succeeded") {
      await releases.second(await this.firstCommit());
    }
  }

  /** An operator's stop of the deployment of a release. @returns whether one is under way */
  public stop(release: string): boolean {
    return this.parts.deployer.stop(release);
  }

  /** What happened, counted exactly. */
  public counted(): Promise<Counted> {
    return countExactly(this.options.store.view, this.parts.users, this.parts.usersSince);
  }

  /**
   * Sends no more users, ends every task, and leaves no process and no port behind. Nobody goes on with a rehearsal that
   * was closed: only one that was killed is interrupted.
   */
  public async close(): Promise<void> {
    this.journal.update({ done: true });
    this.journal.close();
    this.events.close();
    await this.closers.close();
  }

  private get started(): number {
    return this.journal.state?.started ?? 0;
  }
}
