import { Agent, get, type IncomingHttpHeaders } from "node:http";
import { TARGET_HEADER, USER_HEADER } from "../load-balancer/model";

/** What came of a request. */
export interface Answer {
  /** {@link NO_ANSWER} where there was none, or not a whole one. */
  readonly status: number;
  /** Who served it; {@link NOBODY} if the load balancer answered by itself, or not at all. */
  readonly version: string;
}

export const NO_ANSWER = 0;
export const NOBODY = "none";

interface Attempt extends Answer {
  /** The connection had served others before, and was reset before anything came of this request. */
  readonly stale?: boolean;
}

/** How a connection fails that the server has closed. */
const CLOSED = ["ECONNRESET", "EPIPE"];

/** The connections that users keep open. */
export const keptAlive = new Agent({ keepAlive: true });

/**
 * Requests a page, as a browser does: when a kept connection turns out to have been closed by the server meanwhile, the
 * request is sent again over a new one.
 *
 * @param keepAlive whether it may use a kept connection, and keeps its own; otherwise it says `Connection: close`
 * @param timeoutMs real milliseconds after which there is no answer
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
 */
export async function visit(url: string, keepAlive: boolean, timeoutMs: number): Promise<Answer> {
  const endsAt = performance.now() + timeoutMs;
  const first = await attempt(url, keepAlive ? keptAlive : false, timeoutMs);
  return first.stale ? attempt(url, false, Math.max(endsAt - performance.now(), 0)) : first;
}

function attempt(url: string, agent: Agent | false, timeoutMs: number): Promise<Attempt> {
  return new Promise((resolve) => {
    let readBefore = 0;
    const request = get(url, { agent, headers: { [USER_HEADER]: "1" } }, (response) => {
      const version = versionOf(response.headers);
      response.once("end", () => resolve({ status: response.statusCode ?? NO_ANSWER, version }));
      response.on("error", () => resolve({ status: NO_ANSWER, version }));
      response.resume();
    });
    // One timer a request, and no AbortController: a thousand requests a second feel the difference.
    const timer = setTimeout(() => request.destroy(new Error("timed out")), timeoutMs);
    request.once("close", () => clearTimeout(timer));
    request.once("socket", (socket) => {
      readBefore = socket.bytesRead;
    });
    request.on("error", ({ code }: NodeJS.ErrnoException) => {
      const silent = (request.socket?.bytesRead ?? readBefore) === readBefore;
      const stale = request.reusedSocket && CLOSED.includes(code ?? "") && silent;
      resolve({ status: NO_ANSWER, version: NOBODY, stale });
    });
  });
}

function versionOf(headers: IncomingHttpHeaders): string {
  const target = headers[TARGET_HEADER];
  return typeof target === "string" ? target.slice(target.indexOf("/") + 1) : NOBODY;
}
