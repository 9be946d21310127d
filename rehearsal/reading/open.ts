import { createEndpoint, type Endpoint } from "../aws";
import { type Reading, readingActions } from ".";

/**
 * Answers whoever only looks at a rehearsal as AWS would. Builds and functions have an endpoint of their own, which knows of
 * deployments before anybody else is told of them.
 *
 * @param say told what is asked for and not answered
 */
export function openReading(
  reading: Reading,
  say: (source: string, text: string) => void,
): Promise<Endpoint> {
  return createEndpoint({
    actions: readingActions(reading),
    commands: {},
    unanswered: (name) => say("aws", `${name} is not answered to whoever watches a rehearsal`),
  });
}
