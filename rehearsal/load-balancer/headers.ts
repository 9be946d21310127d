import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TARGET_HEADER, USER_HEADER } from "./model";

/** Names and values in turn, as Node and undici both have them. */
export type RawHeaders = string[];

/** Headers of one connection, which are not passed on. @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** `Expect: 100-continue` is answered by the load balancer; the application sees no header of the rehearsal. */
const NOT_TO_TARGETS = new Set([...HOP_BY_HOP, "expect", USER_HEADER]);

const NOT_TO_CLIENTS = new Set([...HOP_BY_HOP, TARGET_HEADER]);

const FORWARDED_FOR = "x-forwarded-for";
const TRACE_ID = "x-amzn-trace-id";
const SET_BY_LOAD_BALANCER = new Set([FORWARDED_FOR, TRACE_ID, "x-forwarded-proto", "x-forwarded-port"]);

/**
 * A request's headers as a target gets them, `Host` as the client wrote it.
 *
 * @param now AWS milliseconds since the epoch
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
export function headersToTarget(request: IncomingMessage, now: number): RawHeaders {
  const { headers, socket } = request;
  const forwarded = headers[FORWARDED_FOR];
  const kept = keep(request.rawHeaders, headers.connection, NOT_TO_TARGETS, SET_BY_LOAD_BALANCER);
  const client = socket.remoteAddress ?? "";
  kept.push("X-Forwarded-For", forwarded ? `${forwarded}, ${client}` : client);
  kept.push("X-Forwarded-Proto", "http", "X-Forwarded-Port", String(socket.localPort));
  kept.push("X-Amzn-Trace-Id", traceId(headers[TRACE_ID], now));
  return kept;
}

/** A target's headers as the client gets them; where protocols are switched, with the one that it switches to. */
export function headersToClient(received: readonly Buffer[], isUpgrade = false): RawHeaders {
  const raw = received.map((part) => part.toString("latin1"));
  const kept = keep(raw, headerOf("connection", raw), NOT_TO_CLIENTS);
  return isUpgrade ? ["Connection", "Upgrade", "Upgrade", headerOf("upgrade", raw) ?? "", ...kept] : kept;
}

function headerOf(name: string, raw: readonly string[]): string | undefined {
  return raw.find((_, at) => at % 2 === 1 && raw[at - 1]?.toLowerCase() === name);
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function keep(
  raw: readonly string[],
  connection: string | undefined,
  ...dropped: readonly ReadonlySet<string>[]
): RawHeaders {
  const named = connection?.split(",").map((name) => name.trim().toLowerCase()) ?? [];
  const kept: RawHeaders = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = "", value = ""] = [raw[at], raw[at + 1]];
    const lower = name.toLowerCase();
    if (!named.includes(lower) && !dropped.some((names) => names.has(lower))) kept.push(name, value);
  }
  return kept;
}

/**
 * A trace that has begun is kept, and this load balancer named as its last stop.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 */
function traceId(received: string | string[] | undefined, now: number): string {
  const id = `1-${Math.floor(now / 1000).toString(16)}-${randomUUID().replaceAll("-", "").slice(8)}`;
  const fields = String(received ?? "").split(";");
  const others = fields.filter((field) => field !== "" && !field.startsWith("Self="));
  const begun = others.some((field) => field.startsWith("Root="));
  return [`${begun ? "Self" : "Root"}=${id}`, ...others].join(";");
}
