import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { GroupState } from "../fleet/model";
import type { DeployerState } from "../instance-deployment/model";
import type { DefinitionsState } from "./deployed-definitions";
import type { RollingState } from "./rolling/state";
import type { RevisionsState } from "./rolling/task-definitions";
import type { DeploymentStopped } from "./stop";
import type { TaskSetState } from "./task-set-state";

/** A deployment that is under way. */
export interface DeploymentState {
  readonly id: string;
  readonly release: string;
  readonly replacement: TaskSetState;
  /** Hook function of each lifecycle event that has one. */
  readonly hooks: Readonly<Record<string, string>>;
  /** The lifecycle event, or wait, that it was in. */
  readonly step: string;
  /** Percent of users that the replacement had been promised. */
  readonly promised: number;
  /** What it was being rolled back for. @default - it was not */
  readonly stopped?: Pick<DeploymentStopped, "because" | "code" | "message">;
}

/** An execution of the pipeline that is under way. */
export interface ExecutionState {
  readonly id: string;
  readonly number: number;
  readonly commit: string;
  readonly message: string;
  readonly trigger: string;
  /** Index of the stage that it was in. */
  readonly stage: number;
  /** Folders of the artifacts so far, by name. */
  readonly artifacts: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

/** Of the form of the file: one of another form is not gone on with. */
const VERSION = 1;

/** All that a rehearsal needs to go on after it was killed. */
export interface RehearsalState {
  /** Executions that were started so far. */
  readonly started: number;
  /** What users of a service meet. */
  readonly serving?: TaskSetState;
  /** The instances of a fleet, and what was deployed to them. */
  readonly fleet?: { readonly groups?: readonly GroupState[]; readonly deployer?: DeployerState };
  readonly deployment?: DeploymentState;
  /** What each version of it runs, whole. */
  readonly definitions?: DefinitionsState;
  /** A service that ECS itself updates, and the revisions that were registered for it. */
  readonly rolling?: RollingState;
  readonly revisions?: RevisionsState;
  readonly executions: readonly ExecutionState[];
  /** Whether every release that was asked for has ended. */
  readonly done: boolean;
}

/** The state of a service. */
export type ServiceState = RehearsalState & { readonly serving: TaskSetState };

/** Keeps the state on disk: each change is there, whole, before what follows from it is done. */
export class Journal {
  private current: RehearsalState | undefined;
  private closed = false;

  /** @param file path of the JSON that it is kept in */
  constructor(private readonly file: string) {
    this.current = read(file);
  }

  /** The last state that was written, also by a rehearsal before this one. */
  public get state(): RehearsalState | undefined {
    return this.current;
  }

  /** Starts afresh, or changes a part. */
  public write(state: RehearsalState): void {
    this.current = state;
    const part = `${this.file}.part`;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(part, JSON.stringify({ version: VERSION, ...state }));
    renameSync(part, this.file);
  }

  /** Keeps nothing from now on: what follows is clearing away. */
  public close(): void {
    this.closed = true;
  }

  public update(change: Partial<RehearsalState>): void {
    if (this.current && !this.closed) this.write({ ...this.current, ...change });
  }
}

function read(file: string): RehearsalState | undefined {
  try {
    const { version, ...state } = JSON.parse(readFileSync(file, "utf8"));
    return version === VERSION ? state : undefined;
  } catch {
    return undefined;
  }
}
