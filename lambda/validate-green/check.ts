import http from "node:http";
import https from "node:https";
import type { Check, Settings } from "./settings";

/** What came of one attempt at a check. */
export interface Attempt {
  readonly latencyMs: number;
  /** Left out where no answer came. */
  readonly status?: number;
  /** Why the attempt failed. @default - it passed */
  readonly reason?: string;
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Characters of a body that are read: the function's memory is small, and green is not to be trusted yet. */
const LONGEST_BODY = 1024 * 1024;

/** Asks green once, on a connection of its own, and judges the answer. Never throws: what goes wrong is the reason. */
export async function attempt(check: Check, settings: Settings, timeoutMs: number): Promise<Attempt> {
  const started = Date.now();
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await ask(check.path, settings, signal);
    const reason = faults(check, answer).join("; ") || undefined;
    return { latencyMs: Date.now() - started, status: answer.status, reason };
  } catch (error) {
    const reason = signal.aborted ? `no whole answer within ${timeoutMs} ms` : describe(error);
    return { latencyMs: Date.now() - started, reason };
  }
}

/** `fetch` would be shorter, but lets nobody set the Host header or the TLS server name. */
async function ask(path: string, { target, serverName }: Settings, signal: AbortSignal): Promise<Answer> {
  const { request } = target.protocol === "https:" ? https : http;
  const options = {
    path,
    headers: serverName ? { host: serverName } : {},
    servername: serverName,
    agent: false,
    signal,
  } as const;
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request(target, options, resolve).on("error", reject).end();
  });
  let body = "";
  for await (const part of response.setEncoding("utf8")) {
    body += part;
    if (body.length > LONGEST_BODY) throw new Error(`the body is longer than ${LONGEST_BODY} characters`);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** What is wrong with an answer. Names no header's value and no body: either may hold a secret. */
function faults({ status, bodyIncludes, headers, json }: Check, answer: Answer): string[] {
  const found: string[] = [];
  if (!status.includes(answer.status))
    found.push(`status is ${answer.status}, allowed: ${status.join(", ")}`);
  if (bodyIncludes && !answer.body.includes(bodyIncludes)) {
    found.push(`the body lacks ${JSON.stringify(bodyIncludes)}`);
  }
  for (const [name, expected] of Object.entries(headers)) {
    const value = answer.headers[name.toLowerCase()];
    if (value === undefined) found.push(`header ${name} is missing`);
    else if (String(value) !== expected) found.push(`header ${name} has another value`);
  }
  if (Object.keys(json).length > 0) found.push(...jsonFaults(json, answer.body));
  return found;
}

function jsonFaults(expected: Check["json"], body: string): string[] {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return ["the body is no JSON"];
  }
  return Object.entries(expected)
    .filter(([path, value]) => at(document, path) !== value)
    .map(([path, value]) => `the value at ${path} is not ${JSON.stringify(value)}`);
}

/** The value at a dotted path such as `data.items.0.name`. */
function at(document: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => Object(value)[key], document);
}

/** A host with several addresses fails with an AggregateError, whose message is empty. */
function describe(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
}
