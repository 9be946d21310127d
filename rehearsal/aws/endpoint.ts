import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Actions, AwsError } from "./actions";
import { type Command, type Invocation, messageOf } from "./commands/command";
import { answerJson } from "./json-protocol";
import { answerQuery } from "./query-protocol";

export interface EndpointOptions {
  readonly actions: Actions;
  /** What is answered in their place to requests that are signed for another region than this one. @default - the same */
  readonly elsewhere?: { readonly region: string; readonly actions: Actions };
  /** What stands in for commands, by their names. */
  readonly commands: Readonly<Record<string, Command>>;
  /** Told of each request that nothing answers: `ecs.RunTask`, or its method and path. An AwsError that it throws is answered. */
  readonly unanswered: (name: string) => void;
  /** Closes the endpoint when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Where functions and commands of a rehearsal reach what stands in for AWS. */
export interface Endpoint {
  /** For `AWS_ENDPOINT_URL`, on loopback. Its path is a secret: who knows the URL is let in. */
  readonly url: string;
  close(): Promise<void>;
}

const LARGEST_BODY = 10 * 1024 * 1024;

/** Serves actions to clients of the SDK, and commands to the programs that {@link writeStandIns} writes. */
export async function createEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const base = `/${randomBytes(24).toString("base64url")}`;
  const server = createServer((request, response) => {
    answer(base, options, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(messageOf(error));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closing;
  };
  if (options.signal?.aborted) await close();
  options.signal?.addEventListener("abort", close, { once: true });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo | null)?.port}${base}`, close };
}

async function answer(
  base: string,
  { actions: here, elsewhere, commands, unanswered }: EndpointOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "", url = "" } = request;
  const { pathname } = new URL(url, "http://127.0.0.1");
  if (!isSame(pathname.slice(0, base.length), base)) {
    response.writeHead(403).end();
    return;
  }
  const path = pathname.slice(base.length);
  const body = await bodyOf(request);
  if (body === undefined) {
    response.writeHead(413, { connection: "close" }).end();
  } else if (method === "POST" && path === "/stand-in") {
    await runCommand(commands, JSON.parse(body), response);
  } else {
    const region = regionOf(request.headers.authorization);
    const actions = elsewhere && region !== elsewhere.region ? elsewhere.actions : here;
    await answerRequest(request, response, { actions, unanswered, body, name: `${method} ${path || "/"}` });
  }
}

interface AwsRequest extends Pick<EndpointOptions, "actions" | "unanswered"> {
  readonly body: string;
  /** Its method and path, for one that is not understood. */
  readonly name: string;
}

/** Answers a client of the SDK in the protocol that it speaks. */
async function answerRequest(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { actions, unanswered, body, name }: AwsRequest,
): Promise<void> {
  const target = headers["x-amz-target"];
  if (!target && headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) {
    const result = await answerQuery(actions, headers.authorization ?? "", body, unanswered);
    response.writeHead(result.status, { "content-type": "text/xml" }).end(result.body);
    return;
  }
  const result = target
    ? await answerJson(actions, String(target), body, unanswered)
    : unknownRequest(name, unanswered);
  response.writeHead(result.status, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(result.body));
}

/** The region that a request is signed for. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function regionOf(authorization = ""): string | undefined {
  return /Credential=[^/,]*\/\d{8}\/([^/]*)\//.exec(authorization)?.[1];
}

/** A request of a protocol that is neither JSON nor Query, such as that of S3. */
function unknownRequest(name: string, unanswered: (name: string) => void) {
  try {
    unanswered(name);
    throw new AwsError("UnknownOperationException", `${name} is not answered in a rehearsal`);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { status: 400, body: { __type: error.code, message: error.message } };
  }
}

/** Answers with a line of JSON for each piece that the command prints, and one for its exit code. */
async function runCommand(
  commands: EndpointOptions["commands"],
  { command: name, ...invocation }: Invocation & { readonly command: string },
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  const send = (message: unknown) => response.write(`${JSON.stringify(message)}\n`);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const err = (piece: string) => send({ err: piece });
  try {
    const exit = await command?.(invocation, { out: (piece) => send({ out: piece }), err });
    if (exit === undefined) err(`${name}: there is no such command in a rehearsal\n`);
    send({ exit: exit ?? 127 });
  } catch (error) {
    err(`${name}: ${messageOf(error)}\n`);
    send({ exit: 1 });
  }
  response.end();
}

/** `undefined` for one that is larger than any that is expected. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  let size = 0;
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function isSame(text: string, secret: string): boolean {
  const [a, b] = [Buffer.from(text), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
