import type { ReleaseEvent } from "./events";
import { initialView, reduce } from "./reduce";
import type { DeploymentView } from "./view";

/** Told of each event, with the view after it. */
export type Listener = (event: ReleaseEvent, view: DeploymentView) => void;

/** Where everything that draws a release reads from, and everything that plays one tells what happened. */
export interface Store {
  readonly view: DeploymentView;
  apply(event: ReleaseEvent): void;
  /** Tells of each further event, until the returned function is called. */
  subscribe(listener: Listener): () => void;
}

/** A store in which nothing has happened yet. */
export function createStore(): Store {
  let view = initialView;
  const listeners = new Set<Listener>();
  return {
    get view() {
      return view;
    },
    apply(event) {
      view = reduce(view, event);
      for (const listener of listeners) listener(event, view);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
