import type { Clock } from "../../aws/clock";
import type { Store } from "../../deployment-view/store";
import type { DeploymentView } from "../../deployment-view/view";

/** Real milliseconds. */
const SECOND_MS = 1000;

/** The view of a store at this moment, for a page: how long something has taken grows there, though nothing happens. */
export class CurrentView {
  constructor(
    private readonly store: Store,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  public get view(): DeploymentView {
    const { view } = this.store;
    return { ...view, at: Math.max(view.at, this.clock.now()) };
  }

  /** Calls back after every change, and every second. */
  public subscribe(listener: () => void): () => void {
    const unsubscribe = this.store.subscribe(listener);
    const timer = setInterval(listener, SECOND_MS).unref();
    return () => {
      unsubscribe();
      clearInterval(timer);
    };
  }
}
