import type { ViewStore } from "../../dashboard/view-store";
import type { DeploymentView } from "../../deployment-view/view";

/** A store that shows what it is given. */
export class PlainStore implements ViewStore {
  private readonly listeners = new Set<() => void>();

  constructor(private current: DeploymentView) {}

  public get view(): DeploymentView {
    return this.current;
  }

  public subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  public show(view: DeploymentView): void {
    this.current = view;
    for (const listener of this.listeners) listener();
  }

  /** How many listen now. */
  public get audience(): number {
    return this.listeners.size;
  }
}
