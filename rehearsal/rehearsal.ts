import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../config/user-error";
import type { Store } from "../deployment-view/store";
import type { TrafficSample } from "../deployment-view/traffic";
import type { ReleaseView } from "../deployment-view/view";
import { type ApprovalPolicy, Approvals } from "./approvals";
import { type Clock, SpedUpClock } from "./clock";
import { Closers } from "./closers";
import type { Cloud } from "./cloud";
import type { Deployer } from "./deployment/deployer";
import { Journal } from "./deployment/journal";
import { EventLog, replay } from "./event-log";
import type { Fault } from "./faults";
import type { Pipeline } from "./pipeline/pipeline";
import { startsPipeline } from "./pipeline/triggers";
import { secondCommit } from "./second-commit";
import type { Push, Source } from "./source";
import type { System } from "./stack/model";
import type { Users } from "./users/model";
import { wire } from "./wire";

export interface RehearsalOptions {
  readonly system: System;
  /** Folder or git repository of the application. */
  readonly app: string;
  /** Everything that is written lies in it; one rehearsal at a time. */
  readonly folder: string;
  /** AWS milliseconds in one of this machine's. */
  readonly speed: number;
  /** Requests of users in a real second. */
  readonly rps: number;
  /** What goes wrong in the last release. */
  readonly faults: readonly Fault[];
  readonly approve: ApprovalPolicy;
  /** @default - the first that is there */
  readonly runtime?: string;
  readonly ports: { readonly production?: number; readonly test?: number };
  readonly environment: NodeJS.ProcessEnv;
  readonly store: Store;
  /** Forget a rehearsal that was killed in the same folder. @default - go on with it */
  readonly fresh?: boolean;
}

/** Everything that a rehearsal consists of, once it is open. */
export interface RehearsalParts {
  readonly cloud: Cloud;
  readonly source: Source;
  readonly deployer: Deployer;
  readonly pipeline: Pipeline;
  readonly users: Users;
}

/** Releases that a rehearsal plays by itself. */
export const RELEASES = 2;

/** A system on this machine, and the releases that are played on it. */
export class Rehearsal {
  private constructor(
    private readonly options: RehearsalOptions,
    private readonly parts: RehearsalParts,
    private readonly journal: Journal,
    private readonly events: EventLog,
    private readonly clock: Clock,
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
      mkdirSync(folder, { recursive: true });
      const journal = new Journal(join(folder, "state.json"));
      const interrupted = options.fresh || journal.state?.done ? undefined : journal.state;
      const log = join(folder, "events.ndjson");
      if (interrupted) replay(log, store);
      const clock = new SpedUpClock(speed, interrupted && store.view.at);
      const events = new EventLog(log, store, clock);
      const approvals = new Approvals(options.approve, (milliseconds, signal) =>
        clock.after(milliseconds, signal),
      );
      const prepare = () => interrupted ?? clear(folder);
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
      return new Rehearsal(options, parts, journal, events, clock, approvals, closers);
    } catch (error) {
      await closers.close();
      throw error;
    }
  }

  /** Path of the repository to push to. */
  public get repository(): string {
    return this.parts.source.repository;
  }

  /** What the user should know of what is released. */
  public get warnings(): readonly string[] {
    return this.parts.source.warnings;
  }

  /** Plays the releases, or what is left of them; resolves when they have ended, well or not. */
  public async play(): Promise<void> {
    const { pipeline, source } = this.parts;
    source.onPush((push) => void this.pushed(push));
    await Promise.all((this.journal.state?.executions ?? []).map((execution) => pipeline.resume(execution)));
    if (this.started === 0) {
      const { first } = source;
      await pipeline.start({
        commit: first,
        message: await source.message(first),
        trigger: "the first push",
      });
    }
    if (this.started === 1 && this.options.store.view.releases.at(-1)?.status === "Succeeded")
      await this.release();
    this.journal.update({ done: true });
  }

  /** Waits for pushes, and for what they start, until the signal is aborted. */
  public async keep(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** An operator's stop of the deployment that is under way. @returns whether there is one */
  public stop(): boolean {
    return this.parts.deployer.stop();
  }

  /** What users met in each release, exactly. */
  public async ledger(): Promise<ReadonlyMap<string, TrafficSample>> {
    const { releases, at } = this.options.store.view;
    const counted = releases.map(async (release: ReleaseView) => {
      const sample = await this.parts.users.between(release.startedAt, release.endedAt ?? at);
      return [release.id, sample] as const;
    });
    return new Map(await Promise.all(counted));
  }

  /** Sends no more users, ends every task, and leaves no process and no port behind. */
  public async close(): Promise<void> {
    await this.closers.close();
  }

  private get started(): number {
    return this.journal.state?.started ?? 0;
  }

  /** Pushes the second commit, and waits until what it started has ended. */
  private async release(): Promise<void> {
    const { pipeline, source } = this.parts;
    const files = join(this.options.folder, "first-commit");
    await source.checkout(source.first, files);
    const { files: changes, message } = secondCommit(files);
    const begun = this.nextExecution();
    await source.commit(changes, message);
    await begun;
    await pipeline.idle();
  }

  private nextExecution(): Promise<void> {
    return new Promise((resolve) => {
      const unsubscribe = this.options.store.subscribe(({ type }) => {
        if (type !== "execution-started") return;
        unsubscribe();
        resolve();
      });
    });
  }

  private async pushed(push: Push): Promise<void> {
    const { pipeline, source } = this.parts;
    const { system } = this.options;
    const text = `push to ${push.branch}`;
    if (!(await startsPipeline(system.pipeline, push, source, this.clock.now()))) {
      this.events.tell({
        type: "log",
        source: "pipeline",
        text: `${text}: no rule or trigger of the stack starts the pipeline for it`,
      });
      return;
    }
    const message = await source.message(push.commit);
    await pipeline.start({ commit: push.commit, message, trigger: text });
  }
}

/** What an earlier rehearsal left; the guard's lock is this one's already. */
function clear(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== "guard.json") rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** @throws UserError for a number that no clock can run by */
export function checkSpeed(speed: number): void {
  if (Number.isFinite(speed) && speed >= 1 && speed <= 600) return;
  throw new UserError(
    `speed is ${speed}, allowed: 1 (as slow as AWS) to 600; 60 makes a minute of AWS a second`,
  );
}
