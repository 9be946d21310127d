import { type Change, diffTaskDefinitions } from "../../ecs-deploy/diff";
import type { Facts } from "../facts";
import { type NextRevision, nextRevision, nextSettings } from "../next-revision";
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
  return diffWith(facts, await nextRevision(facts, image));
}

/**
 * The same, but for the image that the release brings: settings alone.
 *
 * @param image the image of that release, by which it is known whose it is. @default - the one that runs
 */
export async function settingsDiff(facts: Facts, image?: string): Promise<RevisionDiff> {
  return diffWith(facts, await nextSettings(facts, image));
}

async function diffWith(facts: Facts, next: NextRevision): Promise<RevisionDiff> {
  const live = await facts.live();
  const { arn, registeredAt } = live;
  const { source, changedAt } = next;
  return {
    live: { arn, registeredAt },
    next: { source, changedAt },
    changes: diffTaskDefinitions(withDefaults(live.definition), withDefaults(next.definition)),
  };
}
