import type { Calls } from "../../aws/calls";
import { Interrupted } from "../../aws/failure";
import type { Store } from "../../deployment-view/store";
import type { DeploymentView } from "../../deployment-view/view";
import type { Operator } from "../operator";
import type { Look } from "./look";
import { newsOf } from "./news";
import { Patience } from "./patience";
import { Silence } from "./silence";

export interface WatchOptions extends Pick<Operator, "clock" | "signal"> {
  readonly calls: Pick<Calls, "renew">;
  /** Where what happens is told. */
  readonly store: Store;
  /** Asks AWS how everything is, given what was told so far. */
  readonly look: (view: DeploymentView) => Promise<Look>;
}

/**
 * Looks at AWS again and again, and tells a store what has happened, until it is interrupted.
 *
 * @throws CallError where a permission is missing, and for whatever goes wrong before AWS has answered once
 */
export async function watch({ calls, clock, signal, store, look }: WatchOptions): Promise<void> {
  const say = (text: string) => store.apply({ type: "log", source: "aws", text, at: clock.now() });
  const patience = new Patience({ clock, signal, say });
  const silence = new Silence((text) => patience.silent(text));
  try {
    while (!signal.aborted) {
      silence.asked();
      try {
        const seen = await look(store.view);
        for (const event of newsOf(store.view, seen)) store.apply(event);
        silence.answered();
        patience.answered();
      } catch (error) {
        if (error instanceof Interrupted) return;
        const refusal = patience.bear(error, store.view.startedAt !== undefined);
        if (refusal === "credentials") await calls.renew();
      }
      await patience.pause(isReleasing(store.view) ? "releasing" : "idle");
    }
  } finally {
    silence.close();
  }
}

function isReleasing({ releases }: DeploymentView): boolean {
  return releases.some(({ status }) => status === "InProgress");
}
