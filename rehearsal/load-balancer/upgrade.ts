import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { RawHeaders } from "./headers";

/** A client that asks for another protocol, as a WebSocket does. */
export interface UpgradeRequest {
  readonly protocol: string;
  readonly socket: Socket;
  /** What it has already sent in that protocol. */
  readonly head: Buffer;
}

/** How a target answers that stays with HTTP: Node leaves the socket of such a request to us. */
export function responseTo(request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(request.socket);
  request.socket.on("drain", () => response.emit("drain"));
  response.on("finish", () => request.socket.end());
  return response;
}

/** Tells the client that the protocol is switched, and passes on everything both ways until either end closes. */
export function joinSockets(
  { socket: client, head }: UpgradeRequest,
  headers: RawHeaders,
  target: Duplex,
  onEnd: () => void,
): void {
  const lines = ["HTTP/1.1 101 Switching Protocols"];
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  client.write(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  target.write(head);
  target.on("error", () => undefined);
  target.once("close", () => {
    client.destroySoon();
    onEnd();
  });
  client.once("close", () => target.destroy());
  client.pipe(target);
  target.pipe(client);
}
