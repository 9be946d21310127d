import type { Calls } from "../../aws/calls";
import { CallError, Interrupted, type Refusal } from "../../aws/failure";
import type { Store } from "../../deployment-view/store";
import type { DeploymentView } from "../../deployment-view/view";
import type { Operator } from "../operator";
import type { Look } from "./look";
import { newsOf } from "./news";

export interface WatchOptions extends Pick<Operator, "clock" | "signal"> {
  readonly calls: Pick<Calls, "renew">;
  /** Where what happens is told. */
  readonly store: Store;
  /** Asks AWS how everything is, given what was told so far. */
  readonly look: (view: DeploymentView) => Promise<Look>;
}

/** Milliseconds from one look to the next: steps of a shift follow each other within a minute. */
const PAUSE_MS = { releasing: 2000, idle: 5000 } as const;

/** How much longer a pause can become while AWS throttles, and how long at most. */
const MOST_SLOWER = 16;
const LONGEST_PAUSE_MS = 60_000;

/** What passes by itself, or is mended elsewhere while the watch goes on; the other refusals end it. */
const PASSING: Readonly<Partial<Record<Refusal, (error: CallError) => string>>> = {
  throttled: ({ action }) => `AWS throttles ${action}: it is asked less often for a while`,
  credentials: () =>
    "AWS does not take the credentials any more: renew them, such as by aws sso login, and the watch goes on",
  unreachable: ({ action, message }) => `AWS cannot be reached for ${action}, and is asked again: ${message}`,
  other: ({ message }) => `AWS is asked again: ${message}`,
};

/**
 * Looks at AWS again and again, and tells a store what has happened, until it is interrupted.
 *
 * @throws CallError where a permission is missing, and for whatever goes wrong before AWS has answered once
 */
export async function watch({ calls, clock, signal, store, look }: WatchOptions): Promise<void> {
  const say = (text: string) => store.apply({ type: "log", source: "aws", text, at: clock.now() });
  let trouble: Refusal | undefined;
  let slower = 1;
  while (!signal.aborted) {
    try {
      const seen = await look(store.view);
      for (const event of newsOf(store.view, seen)) store.apply(event);
      if (trouble) say("AWS answers again");
      trouble = undefined;
      slower = Math.max(1, slower / 2);
    } catch (error) {
      if (error instanceof Interrupted) return;
      const words = error instanceof CallError && PASSING[error.refusal];
      if (!words || (error.refusal !== "throttled" && store.view.startedAt === undefined)) throw error;
      // Once for each trouble, however long it lasts.
      if (trouble !== error.refusal) say(words(error));
      trouble = error.refusal;
      if (trouble === "throttled") slower = Math.min(MOST_SLOWER, slower * 2);
      if (trouble === "credentials") await calls.renew();
    }
    const pause = PAUSE_MS[isReleasing(store.view) ? "releasing" : "idle"] * slower;
    await clock.wait(Math.min(pause, LONGEST_PAUSE_MS), signal);
  }
}

function isReleasing({ releases }: DeploymentView): boolean {
  return releases.some(({ status }) => status === "InProgress");
}
