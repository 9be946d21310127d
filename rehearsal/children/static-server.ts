import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { respond } from "../tasks/embedded/respond";
import type { Site } from "../tasks/embedded/site";

/** What its parent is told: that it answers, or that another program has the port. */
export type StaticServerMessage = "listening" | "taken";

const [, , , file = "", port = ""] = process.argv;
const site: Site = JSON.parse(readFileSync(file, "utf8"));
let isStopping = false;

const server = createServer({ keepAliveTimeout: site.keepAliveMs }, (request, response) => {
  if (isStopping) response.setHeader("connection", "close");
  const isLogged = respond(site, request, response);
  if (isLogged) response.once("close", () => process.stdout.write(logLine(request, response)));
});

function logLine(request: { method?: string; url?: string }, response: { statusCode: number }): string {
  return `${new Date().toISOString()} "${request.method} ${request.url} HTTP/1.1" ${response.statusCode}\n`;
}

function tell(message: StaticServerMessage): void {
  process.send?.(message);
}

server.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EADDRINUSE") throw error;
  tell("taken");
  process.exitCode = 1;
  process.disconnect?.();
});

/** Requests in flight are answered; connections that nobody uses are not waited for. */
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  server.close(() => clearInterval(sweep));
  if (process.connected) process.disconnect();
}

process.once("SIGTERM", stop);
// Without the rehearsal there is nobody to serve.
process.once("disconnect", stop);

if (site.servers.length > 0) server.listen(Number(port), "127.0.0.1", () => tell("listening"));
else {
  process.stdout.write("rehearsal: no server of the nginx configuration listens on the container's port\n");
  tell("listening");
}
