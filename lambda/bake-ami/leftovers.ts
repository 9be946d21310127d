import type { EC2Client, Tag } from "@aws-sdk/client-ec2";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { Settings } from "./settings";
import { TAGS } from "./tags";

/** What a clean-up works on. */
export interface CleanUp extends Settings {
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  /**
   * Bakes that are not over: what is theirs is left alone. To be asked behind what was listed: a bake that has begun
   * since then owns nothing in the list.
   */
  readonly running: () => Promise<ReadonlySet<string>>;
}

/** The bake that made something. */
export function bakeOf({ Tags }: { readonly Tags?: Tag[] }): string {
  return tagOf(Tags, TAGS.bake) ?? "";
}

export function tagOf(tags: readonly Tag[] | undefined, key: string): string | undefined {
  return tags?.find(({ Key }) => Key === key)?.Value;
}

/** The filter that finds what bakes of one system have made. */
export function ownedBy(system: string) {
  return { Name: `tag:${TAGS.owner}`, Values: [system] };
}

/**
 * Does without what somebody else has removed, or still uses.
 *
 * @param names names of the errors that say so
 * @returns whether the work was done
 */
export async function unless(names: readonly string[], work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (names.includes((error as Error).name)) return false;
    throw error;
  }
}
