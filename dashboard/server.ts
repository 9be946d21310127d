import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../config/user-error";
import { answerAction, type OnAction } from "./actions";
import { pageFiles } from "./bundle";
import { edition, newRun } from "./edition";
import { streamViews } from "./event-stream";
import { isLocal } from "./guard";
import { contentSecurityPolicy, HEADERS } from "./headers";
import { html } from "./html";
import type { ViewStore } from "./view-store";

/** Nobody but this machine reaches the page. */
const HOST = "127.0.0.1";

export interface PageOptions {
  readonly store: ViewStore;
  /** @default 0 - any port that is free */
  readonly port?: number;
  /** Lets the page approve a release that waits, and stop one that runs. @default - the page only shows */
  readonly onAction?: OnAction;
}

export interface Page {
  /** Such as `http://127.0.0.1:4321/`. */
  readonly url: string;
  /** Ends every connection, too. */
  close(): Promise<void>;
}

/**
 * Serves the page that draws a view, to this machine alone.
 *
 * @throws UserError where the port is taken or may not be used
 */
export async function servePage({ store, port = 0, onAction }: PageOptions): Promise<Page> {
  const run = newRun();
  const files = pageFiles();
  const streams = new Set<() => Promise<void>>();
  const policy = () => contentSecurityPolicy(store.view.urls);
  const pages: Readonly<Record<string, (response: ServerResponse) => void>> = {
    "/": (response) => {
      const page = html({ edition: edition(run, policy()), token: run.token, acts: onAction !== undefined });
      response.setHeader("Content-Security-Policy", policy());
      response.setHeader("Content-Type", "text/html; charset=utf-8").end(page);
    },
    "/page.js": (response) =>
      response.setHeader("Content-Type", "text/javascript; charset=utf-8").end(files.script),
    "/page.css": (response) => response.setHeader("Content-Type", "text/css; charset=utf-8").end(files.style),
    "/events": (response) => {
      const finish = streamViews(response, store, () => edition(run, policy()));
      streams.add(finish);
      response.once("close", () => streams.delete(finish));
    },
  };

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (!isLocal(request)) return refuse(response, 403, "This page is for this machine alone.");
    if (!request.url || !URL.canParse(request.url, `http://${HOST}`)) {
      return refuse(response, 400, "That is no address.");
    }
    const url = new URL(request.url, `http://${HOST}`);
    if (url.pathname.startsWith("/actions/")) {
      return answerAction(request, response, url, { store, token: run.token, onAction });
    }
    const page = Object.hasOwn(pages, url.pathname) && pages[url.pathname];
    if (!page) return refuse(response, 404, "There is no such page.");
    if (request.method !== "GET")
      return refuse(response.setHeader("Allow", "GET"), 405, "Only GET is known.");
    page(response);
  });
  await listen(server, port);
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    async close() {
      const closed = once(server, "close");
      server.close();
      await Promise.all([...streams].map((finish) => finish()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(reason);
}

/** What may be wrong with a port, in the words of a person. */
const UNUSABLE: Readonly<Record<string, string>> = {
  EADDRINUSE: "is taken by another program",
  EACCES: "may not be used by this user",
};

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, HOST);
  try {
    await once(server, "listening");
  } catch (error) {
    const reason = UNUSABLE[(error as NodeJS.ErrnoException).code ?? ""];
    if (!reason) throw error;
    throw new UserError(
      `the page cannot be served: port ${port} of ${HOST} ${reason}; name another one, or 0 for any that is free`,
    );
  }
}
