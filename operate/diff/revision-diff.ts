import { type Change, diffTaskDefinitions } from "../../ecs-deploy/diff";
import type { Facts } from "../facts";
import { nextRevision } from "../next-revision";
import { withDefaults } from "./defaults";

/** What runs, what would, and where they differ. */
export interface RevisionDiff {
  readonly live: { readonly arn: string; readonly registeredAt: number };
  /** Name of a parameter, or ARN of a revision, that the next release begins with. */
  readonly next: { readonly source: string; readonly changedAt: number };
  readonly changes: readonly Change[];
}

/**
 * Compares the task definition that is live with the one that the next release would use.
 *
 * @param image the image of that release. @default - the live one: what differs then is settings alone
 */
export async function revisionDiff(facts: Facts, image?: string): Promise<RevisionDiff> {
  const [live, next] = await Promise.all([facts.live(), nextRevision(facts, image)]);
  const { arn, registeredAt } = live;
  const { source, changedAt } = next;
  return {
    live: { arn, registeredAt },
    next: { source, changedAt },
    changes: diffTaskDefinitions(withDefaults(live.definition), withDefaults(next.definition)),
  };
}
