import type { DeploymentModel, RollingModel, SystemBase } from "./model";
import type { Resource } from "./resources";

/** A deployment, and what it moves. */
export interface DeploymentParts {
  readonly model: DeploymentModel | RollingModel;
  readonly service: Resource;
  /** The target groups, the service's own first: two, or one whose tasks are replaced. */
  readonly targetGroups: readonly Resource[];
  readonly listeners: SystemBase["listeners"];
}
