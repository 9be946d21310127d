import type { DeploymentView } from "../../deployment-view/view";
import { createEndpoint, type Endpoint } from "../aws";
import type { System } from "../stack/model";
import { readingActions } from ".";

/**
 * Answers whoever only looks at a rehearsal as AWS would. Builds and functions have an endpoint of their own, which knows of
 * deployments before anybody else is told of them.
 *
 * @param say told what is asked for and not answered
 * @returns `undefined` for what is not released blue/green to a service: of that nothing is answered
 */
export async function openReading(
  system: System,
  view: () => DeploymentView,
  say: (source: string, text: string) => void,
): Promise<Endpoint | undefined> {
  if (system.platform !== "service") return undefined;
  const { deployment } = system;
  if (deployment.engine === "rolling") return undefined;
  return createEndpoint({
    actions: readingActions({ system: { ...system, deployment }, view }),
    commands: {},
    unanswered: (name) => say("aws", `${name} is not answered to whoever watches a rehearsal`),
  });
}
