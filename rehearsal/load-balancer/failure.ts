import type { OwnStatusCode } from "./own-answer";

/** Why no target answered, in what the load balancer makes of it. */
export interface Failure {
  readonly statusCode: OwnStatusCode;
  readonly reason: string;
}

/**
 * A connection that is refused, reset or closed, and an answer that is not HTTP, are a bad gateway; a target that says
 * nothing in time is a gateway time-out.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#load-balancer-http-error-codes
 */
export function failureOf(error: Error): Failure {
  const reason = error.message || codeOf(error) || error.name;
  switch (codeOf(error)) {
    case "UND_ERR_CONNECT_TIMEOUT":
    case "UND_ERR_HEADERS_TIMEOUT":
      return { statusCode: 504, reason };
    // The client of the target refuses to send what is no proper request.
    case "UND_ERR_INVALID_ARG":
      return { statusCode: 400, reason };
    default:
      return { statusCode: 502, reason };
  }
}

/** Whether the connection went away, as one that is kept alive does when its target is the first to close it. */
export function isClosedConnection(error: Error): boolean {
  return ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"].includes(codeOf(error) ?? "");
}

function codeOf(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}
