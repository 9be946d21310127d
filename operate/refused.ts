import { CallError, Interrupted } from "../aws/failure";

/** Whether an error ends everything: whatever else is asked would be refused, too. */
export function isEnding(error: unknown): boolean {
  if (error instanceof Interrupted) return true;
  return error instanceof CallError && ["credentials", "region"].includes(error.refusal);
}

/** The action of IAM whose permission is missing. AWS may name another one than was called, such as `iam:PassRole`. */
export function missingAction(error: unknown): string | undefined {
  if (!(error instanceof CallError) || error.refusal !== "denied") return undefined;
  return /the permission (\S+) is missing/.exec(error.message)?.[1];
}

/** Whether AWS said that something is not there, by one of its own names for that. */
export function isMissing(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof CallError && codes.some((code) => error.code.startsWith(code));
}
