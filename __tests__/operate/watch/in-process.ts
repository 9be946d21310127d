import { Readable } from "node:stream";
import { Calls } from "../../../aws/calls";
import type { Clock } from "../../../aws/clock";
import { findSystem } from "../../../operate/find-system";
import type { Operator } from "../../../operate/operator";
import type { Actions } from "../../../rehearsal/aws/actions";
import { answerJson } from "../../../rehearsal/aws/json-protocol";
import { answerQuery } from "../../../rehearsal/aws/query-protocol";

/** A request as a client of the SDK has written it. */
interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** An operator whose clients of the SDK are answered in this process, in the protocols that they speak. */
export async function operatorOf(
  actions: Actions,
  clock: Clock,
  stack = "ecs-blue-green",
): Promise<Operator> {
  const unanswered = (name: string) => {
    throw new Error(`nothing answers ${name}`);
  };
  const signal = new AbortController().signal;
  const requestHandler = {
    handle: async ({ headers, body: bytes = "" }: Request) => {
      const body = typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes);
      const target = headers["x-amz-target"];
      const answer = target
        ? await answerJson(actions, target, body, unanswered)
        : await answerQuery(actions, headers.authorization ?? "", body, unanswered);
      const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
      const type = target ? "application/x-amz-json-1.1" : "text/xml";
      const response = { statusCode: answer.status, headers: { "content-type": type } };
      return { response: { ...response, body: Readable.from([Buffer.from(text)]) } };
    },
  };
  const settings = {
    region: "us-east-1",
    credentials: async () => ({ accessKeyId: "AKID", secretAccessKey: "hush" }),
    maxAttempts: 1,
    requestHandler,
  };
  const remedies = { unknownKeys: "", noCredentials: "", noRegion: "" };
  const calls = new Calls({ settings, clock, signal, remedies });
  return { calls, clock, signal, system: await findSystem(calls, { name: "shop", stack }) };
}
