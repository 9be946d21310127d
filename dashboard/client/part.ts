import type { DeploymentView, ReleaseView } from "../../deployment-view/view";

/** Draws one part of the page: what is so of the whole, and of the release that is looked at. */
export type Part = (view: DeploymentView, release: ReleaseView | undefined) => void;
