import type { ReleaseEvent } from "../../../deployment-view/events";
import type { DeploymentView, ReleaseView } from "../../../deployment-view/view";

type Deployment = NonNullable<ReleaseView["deployment"]>;

/** What of a service whose tasks a CI has ECS replace AWS does not say. */
export const ROLLING = {
  view: {
    "the job of a CI is no pipeline: it has no stages": (view) => ({ ...view, stages: [] }),
    "the first apply is a deployment to ECS, too, and a release to nobody": (view) => ({
      ...view,
      releases: view.releases.filter(({ deployment }) => deployment?.replacement.version !== "placeholder"),
    }),
  } satisfies Record<string, (view: DeploymentView) => DeploymentView>,

  release: {
    "ECS knows the deployment, and nothing of the job that asked for it": (release) => ({
      ...release,
      id: "",
      commit: release.deployment?.replacement.version ?? "",
      message: "",
      stages: [],
      startedAt: 0,
      reason: "",
    }),
    "ECS takes a release back in the deployment of its own, and names no other": ({
      rollback,
      ...release
    }) => ({
      ...release,
      rollback: rollback && { ...rollback, deployment: undefined },
    }),
    "that the alarms are watched for a while yet, and how long, ECS does not say": ({
      waiting: _,
      ...release
    }) => release,
  } satisfies Record<string, (release: ReleaseView) => ReleaseView>,

  deployment: {
    "while the alarms are watched, it is in progress to ECS": (deployment) => ({
      ...deployment,
      status: deployment.status === "Baking" ? "InProgress" : deployment.status,
    }),
  } satisfies Record<string, (deployment: Deployment) => Deployment>,
};

/** Whether AWS shows nothing of an event: what a CI's job does before it asks for a deployment, and that ECS watches alarms. */
export function isUnseenOfRolling(event: ReleaseEvent): boolean {
  const { type } = event;
  return (
    /^(execution-started|stage|waiting)$/.test(type) || (type === "deployment" && event.status === "Baking")
  );
}
