import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "../instances/model";
import type { RevisionBundle } from "./model";

/** A deployment that an agent has had. */
export interface KnownDeployment {
  readonly id: string;
  readonly group: string;
  readonly revision: RevisionBundle;
}

/** What an agent remembers: a file beside the instance's root, which its programs do not see. */
export interface AgentState {
  /** The last one whose files were installed. */
  readonly lastSuccessful?: KnownDeployment;
  /** Ids of those whose bundles are kept, oldest first. */
  readonly kept: readonly string[];
  /** What the last installation has put in place, in that order. */
  readonly installed: readonly string[];
}

const FILE = "agent.json";

export function readState({ folder }: Pick<Instance, "folder">): AgentState {
  try {
    return JSON.parse(readFileSync(join(folder, FILE), "utf8"));
  } catch {
    return { kept: [], installed: [] };
  }
}

export function changeState(instance: Pick<Instance, "folder">, change: Partial<AgentState>): void {
  writeFileSync(join(instance.folder, FILE), JSON.stringify({ ...readState(instance), ...change }));
}
