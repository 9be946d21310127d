import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type Answer, type Inside, type InstanceCommand, refuse } from "./commands/command";
import { quote } from "./quote";

/** Where the commands of all instances are answered. */
export interface Control {
  /** @returns the address for one instance, whose path is a secret */
  open(inside: Inside): string;
  forget(address: string): void;
  close(): Promise<void>;
}

/** Variables that a command is told of, in the order in which its stand-in sends them. */
export const SENT_VARIABLES = ["HOME", "AWS_DEFAULT_OUTPUT", "AWS_DEFAULT_REGION", "AWS_REGION"] as const;

/**
 * Answers the commands of instances. What comes is texts that end with a zero byte: the folder, the variables, then the
 * arguments. What goes is a script, which the stand-in runs: so an instance changes its files by itself, and needs nothing
 * but a shell and curl for it.
 */
export async function startControl(commands: Readonly<Record<string, InstanceCommand>>): Promise<Control> {
  const instances = new Map<string, Inside>();
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, secret = "", name = ""] = (request.url ?? "").split("/");
    const inside = find(instances, secret);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!inside || !command) {
      response.writeHead(403).end();
      return;
    }
    const [cwd = "/", ...rest] = (await buffer(request)).toString("utf8").split("\0").slice(0, -1);
    const sent = SENT_VARIABLES.map((variable, index) => [variable, rest[index] ?? ""]);
    const environment = Object.fromEntries(sent.filter(([, value]) => value !== ""));
    const args = rest.slice(SENT_VARIABLES.length);
    const given = await command({ args, cwd, environment }, inside).catch((error: Error) =>
      refuse(name, error.message),
    );
    response.end(scriptOf(given));
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    open: (inside) => {
      const secret = randomBytes(24).toString("base64url");
      instances.set(secret, inside);
      return `${base}/${secret}`;
    },
    forget: (address) => void instances.delete(address.slice(base.length + 1)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function find(instances: ReadonlyMap<string, Inside>, secret: string): Inside | undefined {
  const given = Buffer.from(secret);
  const known = [...instances.keys()].find((one) => {
    const expected = Buffer.from(one);
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  return known === undefined ? undefined : instances.get(known);
}

function scriptOf({ run, out, err, exit = 0 }: Answer): string {
  return [
    run ?? "",
    out ? `printf %s ${quote(out)}` : "",
    err ? `printf %s ${quote(err)} >&2` : "",
    `exit ${exit}`,
  ]
    .filter(Boolean)
    .join("\n");
}
