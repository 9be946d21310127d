import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { Clock } from "../clock";
import type { Processes } from "../processes/model";
import type { TaskLog } from "../tasks/log";
import { within } from "../within";
import type { InstanceFault, InstanceMetadata } from "./model";
import type { Sandbox } from "./sandbox/sandbox";

/** What all parts of one instance share. */
export interface Machine {
  readonly id: string;
  readonly metadata: InstanceMetadata;
  readonly folder: string;
  /** Folder that its programs see as {@link OWN}, and cannot change. */
  readonly own: string;
  readonly sandbox: Sandbox;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly log: TaskLog;
  /** Where its application listens. */
  readonly port: number;
  readonly fault: InstanceFault;
  /** Variables of every program. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The text of a file of an instance, with links followed as its programs see them. */
export function readInside({ sandbox }: Pick<Machine, "sandbox">, path: string): string | undefined {
  const file = within(sandbox.view, path);
  try {
    return file === undefined ? undefined : readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Names in a folder of an instance. */
export function listInside({ sandbox }: Pick<Machine, "sandbox">, path: string): string[] {
  const folder = within(sandbox.view, path);
  try {
    return folder === undefined ? [] : readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Whether something has a name in an instance, be it a link that leads nowhere. */
export function isNamed({ sandbox }: Pick<Machine, "sandbox">, path: string): boolean {
  const folder = within(sandbox.view, posix.dirname(path));
  const file = folder && join(folder, posix.basename(path));
  return file !== undefined && lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}
