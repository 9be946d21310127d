import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request } from "node:http";
import { text } from "node:stream/consumers";

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks a server; unlike `fetch`, in the name of any host. */
export async function ask(url: string, options: RequestOptions = {}): Promise<Answer> {
  const answer = await begin(url, options);
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

export interface ServerSentEvent {
  readonly event?: string;
  readonly id?: string;
  readonly data?: string;
  readonly retry?: string;
}

/** Reads server-sent events one by one; leaving the loop ends the connection. */
export async function* events(url: string): AsyncGenerator<ServerSentEvent> {
  const answer = await begin(url, {});
  let rest = "";
  for await (const chunk of answer.setEncoding("utf8")) {
    const blocks = `${rest}${chunk}`.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      yield Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s).slice(0, 2)));
    }
  }
}

async function begin(url: string, options: RequestOptions): Promise<IncomingMessage> {
  const asked = request(url, { agent: false, ...options }).end();
  const [answer] = await once(asked, "response");
  return answer;
}
