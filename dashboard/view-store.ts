import type { DeploymentView } from "../deployment-view/view";

/** Where the page's view comes from. */
export interface ViewStore {
  readonly view: DeploymentView;

  /**
   * Calls back after every change.
   *
   * @returns ends the calls
   */
  subscribe(listener: () => void): () => void;
}
