import { type Actions, createEndpoint, type Endpoint } from "../aws";

/**
 * Answers whoever only looks at a rehearsal as AWS would. Builds and functions have an endpoint of their own, which knows of
 * deployments before anybody else is told of them.
 *
 * @param say told what is asked for and not answered
 * @returns `undefined` for a system that nobody can look at so
 */
export async function openReading(
  actions: Actions | undefined,
  say: (source: string, text: string) => void,
): Promise<Endpoint | undefined> {
  if (!actions) return undefined;
  return createEndpoint({
    actions,
    commands: {},
    unanswered: (name) => say("aws", `${name} is not answered to whoever watches a rehearsal`),
  });
}
