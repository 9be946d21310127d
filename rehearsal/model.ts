import type { Store } from "../deployment-view/store";
import type { ApprovalPolicy } from "./approvals";
import type { Fault } from "./faults";
import type { Pipeline } from "./pipeline/pipeline";
import type { PlatformDeployer } from "./platform-deployer";
import type { Releases } from "./releases";
import type { Source } from "./source";
import type { System } from "./stack/model";
import type { Users } from "./users/model";

/** What is rehearsed, and how. */
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
  /**
   * Programs that builds find on their PATH, and that call AWS by its SDK: arguments that run each with this Node. They are
   * told where AWS is answered, and the clock.
   * @default - none
   */
  readonly clients?: Readonly<Record<string, readonly string[]>>;
  readonly store: Store;
  /** Releases to play: the first alone, or the second commit too. @default 2 */
  readonly releases?: 1 | 2;
  /** Forget a rehearsal that was killed in the same folder. @default - go on with it */
  readonly fresh?: boolean;
}

/** Everything that a rehearsal consists of, once it is open. */
export interface RehearsalParts {
  /** Mark of every process that belongs to it. */
  readonly run: string;
  /** Where AWS is answered. */
  readonly awsUrl: string;
  /** Where AWS is answered to whoever only looks at the releases of a service. */
  readonly readingUrl?: string;
  readonly source: Source;
  readonly deployer: PlatformDeployer;
  readonly pipeline: Pipeline;
  readonly releases: Releases;
  readonly users: Users;
  /** AWS milliseconds since the epoch, from which on users are counted. */
  readonly usersSince: number;
}

/** Releases that a rehearsal plays by itself. */
export const RELEASES = 2;
