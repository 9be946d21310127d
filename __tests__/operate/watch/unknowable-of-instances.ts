import type { ReleaseEvent } from "../../../deployment-view/events";
import type { DeploymentView, ReleaseView } from "../../../deployment-view/view";

type Deployment = NonNullable<ReleaseView["deployment"]>;
type Deployed = ReleaseView & { readonly deployment: Deployment };

/** What of a deployment to instances CodeDeploy does not say. */
export const INSTANCES = {
  "CodeDeploy names what ran before by an archive, and not by its commit": ({ deployment }) => ({
    ...deployment,
    original: { ...deployment.original, version: "before" },
  }),
  "CodeDeploy says what it did to each instance, and not how many of a group run or are healthy": ({
    deployment,
  }) => ({ ...deployment, tasks: {} }),
  "which of them are put back already, another deployment says: of this one users are with, or not": ({
    deployment,
    rollback,
  }) => ({
    ...deployment,
    shift: deployment.shift.filter(({ at }) => !rollback || at < rollback.at),
  }),
  "what some of them have done when it is given up, ended with the last that did it, and not as it was given up":
    ({ deployment }) => ({
      ...deployment,
      events: deployment.events.map(({ endedAt, ...event }) =>
        /^(Failed|Stopped)$/.test(deployment.status) ? event : { ...event, endedAt },
      ),
    }),
} satisfies Record<string, (release: Deployed) => Deployment>;

/** Whether AWS shows nothing of an event: that instances come up and get well, and how far they are put back. */
export function isUnseenOfInstances({ releases }: DeploymentView, event: ReleaseEvent): boolean {
  if (event.type === "log" || event.type === "tasks") return true;
  return event.type === "shifted" && releases.some(({ id, rollback }) => id === event.release && rollback);
}
