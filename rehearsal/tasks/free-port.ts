import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** Another program has a port that was free a moment ago. */
export class PortTaken extends Error {
  public override readonly name: string = "PortTaken";

  constructor(public readonly port: number) {
    super(`another program listens on port ${port}`);
  }
}

/** Ports that were given away last: the system may name one again before its task listens. */
const given = new Set<number>();
const REMEMBERED = 500;

/** A port on loopback that nothing listens on, and that was not given away just before. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  if (given.has(port)) return freePort();
  const [oldest] = given;
  if (given.size >= REMEMBERED && oldest !== undefined) given.delete(oldest);
  given.add(port);
  return port;
}
