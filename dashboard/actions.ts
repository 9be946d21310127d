import type { IncomingMessage, ServerResponse } from "node:http";
import { isFromPage } from "./guard";
import type { ViewStore } from "./view-store";

/** What a person can do from the page: let a release that waits go on, or stop one and roll it back. */
export type PageAction = "approve" | "stop";

/**
 * Does what was asked for on the page.
 *
 * @param release pipeline execution id
 * @throws an error whose message the page shows
 */
export type OnAction = (action: PageAction, release: string) => void | Promise<void>;

const ACTIONS: Readonly<Record<string, PageAction>> = {
  "/actions/approve": "approve",
  "/actions/stop": "stop",
};

interface Surroundings {
  readonly store: ViewStore;
  readonly token: string;
  readonly onAction?: OnAction;
}

/** Answers `POST /actions/<action>?release=<id>`: 204 once it is done, else the reason in words. */
export async function answerAction(
  request: IncomingMessage,
  response: ServerResponse,
  { pathname, searchParams }: URL,
  { store, token, onAction }: Surroundings,
): Promise<void> {
  const answer = (status: number, reason?: string) =>
    response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(reason);
  const action = ACTIONS[pathname];
  if (!action || !onAction) return void answer(404, "There is no such action.");
  if (request.method !== "POST") return void answer(405, "An action takes POST.");
  if (!isFromPage(request, token)) return void answer(403, "Only the page itself may act: load it anew.");
  const release = store.view.releases.find(({ id }) => id === searchParams.get("release"));
  if (!release) return void answer(404, "There is no such release.");
  try {
    await onAction(action, release.id);
    answer(204);
  } catch (error) {
    answer(409, (error as Error).message);
  }
}
