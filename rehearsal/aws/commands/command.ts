import { types } from "node:util";
import { UserError } from "../../../config/user-error";

/** What a command of a build was called with. */
export interface Invocation {
  readonly args: readonly string[];
  /** What it was given on its standard input, where it asks for that; else empty. */
  readonly stdin: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Stands in for a command. @returns its exit code */
export type Command = (invocation: Invocation, output: Output) => Promise<number>;

/** A call that a command refuses, and the exit code that goes with it. */
export class UsageError extends UserError {
  public override readonly name = "UsageError";
}

/** What is said of something that was thrown. */
export function messageOf(error: unknown): string {
  return types.isNativeError(error) ? error.message : String(error);
}
