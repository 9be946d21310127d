import { type Actions, AwsError, createEndpoint, type Endpoint } from "../aws";
import { tagReading } from "./tags";

/** What is looked at, and where it is. */
export interface ReadingOptions {
  /** @default - nobody can look at such a system */
  readonly actions?: Actions;
  /** Whoever looks into another region finds nothing there, as on AWS. */
  readonly region: string;
  /** Told what is asked for and not answered. */
  readonly say: (source: string, text: string) => void;
}

/**
 * Answers whoever only looks at a rehearsal as AWS would. Builds and functions have an endpoint of their own, which knows of
 * deployments before anybody else is told of them.
 *
 * What nothing here stands for, such as IAM or a quota, is refused as to somebody who may not know it, so that it counts as
 * not looked at, and not as missing.
 *
 * @returns `undefined` for a system that nobody can look at so
 */
export async function openReading({ actions, region, say }: ReadingOptions): Promise<Endpoint | undefined> {
  if (!actions) return undefined;
  return createEndpoint({
    actions,
    elsewhere: { region, actions: { ...actions, ...tagReading([], {}) } },
    commands: {},
    unanswered: (name) => {
      say("aws", `${name} is not answered to whoever watches a rehearsal`);
      throw new AwsError(
        "AccessDeniedException",
        `a rehearsal has nothing that answers ${name}: no permission would change that`,
      );
    },
  });
}
