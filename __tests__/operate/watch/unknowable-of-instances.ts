import type { ReleaseView } from "../../../deployment-view/view";

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
} satisfies Record<string, (release: Deployed) => Deployment>;
