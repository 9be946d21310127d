import type { DeploymentView } from "./view";

/**
 * Whether a view is of a release on AWS, not of a rehearsal: nobody says what runs it then, and what users meet is not
 * measured.
 */
export function isOnAws({ startedAt, runtime }: Pick<DeploymentView, "startedAt" | "runtime">): boolean {
  return startedAt !== undefined && runtime === undefined;
}
