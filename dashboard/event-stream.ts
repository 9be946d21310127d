import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { ViewStore } from "./view-store";

/** Five views a second are as many as an eye follows. */
const SHORTEST_GAP_MS = 200;
const HEARTBEAT_MS = 15_000;
/** How long a browser may take to read the last view. */
const FAREWELL_MS = 500;
/** How long a browser waits before it asks again. */
const RETRY_MS = 1000;

/**
 * Tells a browser the view, now and whenever it has changed, until the connection ends. Changes that come faster than
 * they are told, or than the browser reads, become one.
 *
 * @param edition which page can draw the view; it goes along as the event's id
 * @returns tells the last view, and ends the connection
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function streamViews(
  response: ServerResponse,
  store: ViewStore,
  edition: () => string,
): () => Promise<void> {
  let changed = true;
  let pause: NodeJS.Timeout | undefined;
  const write = () => {
    changed = false;
    response.write(`event: view\nid: ${edition()}\ndata: ${JSON.stringify(store.view)}\n\n`);
  };
  const tell = () => {
    if (!changed || pause || response.writableNeedDrain) return;
    pause = setTimeout(() => {
      pause = undefined;
      tell();
    }, SHORTEST_GAP_MS);
    write();
  };

  response.setHeader("Content-Type", "text/event-stream; charset=utf-8");
  response.write(`retry: ${RETRY_MS}\n\n`);
  const unsubscribe = store.subscribe(() => {
    changed = true;
    tell();
  });
  const heartbeat = setInterval(() => response.write(":\n\n"), HEARTBEAT_MS);
  response.on("drain", tell);
  response.once("close", () => {
    unsubscribe();
    clearInterval(heartbeat);
    clearTimeout(pause);
  });
  tell();
  return async () => {
    // How a release ended is the last that is told, and the most wanted.
    if (changed) write();
    const ended = once(response, "close", { signal: AbortSignal.timeout(FAREWELL_MS) });
    response.end();
    await ended.catch(() => undefined);
  };
}
