import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Names that mean this machine wherever they are looked up. */
const LOCAL_NAMES: readonly (string | undefined)[] = ["127.0.0.1", "localhost"];

/** The header in which the page says that it is the page. */
export const TOKEN_HEADER = "x-page-token";

/**
 * Whether a request names this machine and the port that it came in by. A site whose name was made to lead here (DNS
 * rebinding) names itself.
 */
export function isLocal({ headers: { host }, socket }: IncomingMessage): boolean {
  const [name, port, ...rest] = host?.split(":") ?? [];
  return LOCAL_NAMES.includes(name) && Number(port ?? 80) === socket.localPort && rest.length === 0;
}

/** Whether a request was made by the page itself. Browsers say where a request comes from; scripts cannot change that. */
export function isFromPage({ headers }: IncomingMessage, token: string): boolean {
  return headers.origin === `http://${headers.host}` && isSame(headers[TOKEN_HEADER], token);
}

/** Takes as long for a wrong token that begins right, so that none can be found piece by piece. */
function isSame(received: string | string[] | undefined, token: string): boolean {
  const [left, right] = [Buffer.from(String(received)), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
}
