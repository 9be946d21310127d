import type { Store } from "../deployment-view/store";
import type { DeploymentView } from "../deployment-view/view";
import type { Approvals } from "./approvals";
import type { Actions } from "./aws";
import type { Clock } from "./clock";
import type { Closers } from "./closers";
import type { Journal, RehearsalState } from "./deployment/journal";
import type { FaultInjection } from "./faults/injection";
import type { Ground } from "./ground";
import type { ActionRunner } from "./pipeline/pipeline";
import type { PlatformDeployer } from "./platform-deployer";
import type { SystemBase } from "./stack/model";
import type { Tell } from "./tell";

/** What a stack's application runs on, here: tasks of a service, or instances of a fleet. */
export interface Platform {
  /** Actions of the pipeline that only such a system has, by provider. */
  readonly runners: Readonly<Record<string, ActionRunner>>;
  readonly deployer: PlatformDeployer;
  /** Folders that stand for file systems, by id, which builds mount. @default - there are none */
  readonly fileSystems?: Readonly<Record<string, string>>;
  /** Told of each build as it begins: what it calls is called for its release. @default - nobody asks */
  readonly onBuild?: (release: string, version: string) => void;
  /** What AWS says of the system and its releases to whoever only looks. @default - nobody can look */
  readonly reading?: (view: () => DeploymentView) => Actions;
}

/** What a platform is opened with. */
export interface PlatformOptions<Stack extends SystemBase> {
  readonly system: Stack;
  readonly ground: Ground;
  readonly clock: Clock;
  readonly closers: Closers;
  /** Everything that is written lies in it. */
  readonly folder: string;
  /** Folder or git repository of the application. */
  readonly app: string;
  readonly speed: number;
  /** @default - the first that is there */
  readonly runtime?: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly journal: Journal;
  /** What a rehearsal that was killed had come to. */
  readonly interrupted: RehearsalState | undefined;
  readonly approvals: Approvals;
  readonly faults: FaultInjection;
  readonly tell: Tell;
  readonly say: (source: string, text: string) => void;
  /** To be told before anything of the application starts: what runs it, and why. */
  readonly opened: (runtime: string) => void;
  readonly store: Store;
}
