import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";

export interface LocalServer {
  readonly url: string;
  /** Requests met so far, oldest first. */
  readonly requests: readonly http.IncomingMessage[];
  /** Connections opened so far. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** Starts a server on a free port of this machine; with `tls` it speaks HTTPS. */
export async function startServer(
  answer: http.RequestListener,
  tls?: https.ServerOptions,
): Promise<LocalServer> {
  const requests: http.IncomingMessage[] = [];
  const listener: http.RequestListener = (request, response) => {
    requests.push(request);
    answer(request, response);
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
