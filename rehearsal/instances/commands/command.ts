import type { Machine } from "../machine";
import type { Mounts } from "../mounts";
import type { Services } from "../units/services";

/** What a command of an instance was called with. */
export interface Call {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a command answers. */
export interface Answer {
  readonly out?: string;
  readonly err?: string;
  /** @default 0 */
  readonly exit?: number;
  /** Shell commands that the caller runs first, with its own rights: what a command changes in its instance. */
  readonly run?: string;
}

/** The parts of an instance that commands work upon. */
export interface Inside {
  readonly machine: Machine;
  readonly services: Services;
  readonly mounts: Mounts;
}

/** Stands in for a command. */
export type InstanceCommand = (call: Call, inside: Inside) => Promise<Answer>;

/** An answer that refuses. */
export function refuse(command: string, problem: string, exit = 1): Answer {
  return { err: `${command}: ${problem}\n`, exit };
}
