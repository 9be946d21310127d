import type { ServerResponse } from "node:http";
import type { RawHeaders } from "./headers";

const REASONS = {
  400: "Bad Request",
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
};

/**
 * What the load balancer answers where no target does.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
export type OwnStatusCode = keyof typeof REASONS;

export function sendOwnAnswer(response: ServerResponse, statusCode: OwnStatusCode, headers: RawHeaders = []) {
  const title = `${statusCode} ${REASONS[statusCode]}`;
  const lines = [
    "<html>",
    `<head><title>${title}</title></head>`,
    "<body>",
    `<center><h1>${title}</h1></center>`,
    "</body>",
    "</html>",
    "",
  ];
  const body = lines.join("\r\n");
  response.writeHead(statusCode, REASONS[statusCode], [
    ...["Server", "awselb/2.0", "Content-Type", "text/html", "Content-Length", String(body.length)],
    ...headers,
  ]);
  response.end(body);
}
