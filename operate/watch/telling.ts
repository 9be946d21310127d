import type { ReleaseEvent, ReleaseEventBody } from "../../deployment-view/events";
import { reduce } from "../../deployment-view/reduce";
import type { DeploymentView, ReleaseView } from "../../deployment-view/view";

/**
 * Events, and the view that they lead to. The view is all that a watcher remembers: whatever it shows was told, and what
 * differs from it is news.
 */
export class Telling {
  public readonly events: ReleaseEvent[] = [];

  /** @param now milliseconds since the epoch: when AWS was asked */
  constructor(
    public view: DeploymentView,
    public readonly now: number,
  ) {}

  /** @param at when it happened, where AWS says so. @default - now, when it was seen */
  public tell(body: ReleaseEventBody, at = this.now): void {
    const event = { ...body, at } as ReleaseEvent;
    this.events.push(event);
    this.view = reduce(this.view, event);
  }

  /** What was told of a release so far. */
  public release(id: string): ReleaseView | undefined {
    return this.view.releases.find((release) => release.id === id);
  }
}
