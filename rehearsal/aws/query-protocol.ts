import { randomUUID } from "node:crypto";
import { type Actions, AwsError } from "./actions";
import { messageOf } from "./commands/command";
import { readQueryInput } from "./query/input";
import { type QueryService, queryService } from "./query/services";
import { EC2_QUERY_NAMES, element, escaped, QUERY_NAMES, xmlOf } from "./query/xml";

export interface QueryAnswer {
  readonly status: number;
  /** XML. */
  readonly body: string;
}

/**
 * Answers a request in the protocol that Auto Scaling, Elastic Load Balancing, EC2 and the token service speak:
 * parameters of a form in, XML out.
 *
 * @param authorization header `Authorization`, which names the service
 * @param body parameters, `application/x-www-form-urlencoded`
 * @param unanswered told what was asked for that there is no action for; an AwsError that it throws is answered
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 * @see https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export async function answerQuery(
  actions: Actions,
  authorization: string,
  body: string,
  unanswered: (name: string) => void,
): Promise<QueryAnswer> {
  const parameters = new URLSearchParams(body);
  const operation = parameters.get("Action") ?? "";
  const service = queryService(authorization, parameters.get("Version"));
  const name = `${service?.name ?? "unknown"}.${operation}`;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  try {
    if (!service || !action) {
      unanswered(name);
      throw new AwsError("InvalidAction", `${name} is not answered in a rehearsal`);
    }
    const answer = await action(readQueryInput(parameters, service));
    return { status: 200, body: written(service, operation, answer ?? {}) };
  } catch (error) {
    if (error instanceof AwsError) return failure(service, 400, error.code, error.message);
    return failure(service, 500, "InternalFailure", `${name} failed in the rehearsal: ${messageOf(error)}`);
  }
}

function written({ isEc2, namespace }: QueryService, operation: string, answer: unknown): string {
  const id = randomUUID();
  const content = isEc2
    ? element("requestId", id) + xmlOf(answer, EC2_QUERY_NAMES)
    : element(`${operation}Result`, xmlOf(answer, QUERY_NAMES)) +
      element("ResponseMetadata", element("RequestId", id));
  return element(`${operation}Response`, content, ` xmlns="${namespace}"`);
}

function failure(
  service: QueryService | undefined,
  status: number,
  code: string,
  message: string,
): QueryAnswer {
  const id = randomUUID();
  const error = element("Code", escaped(code)) + element("Message", escaped(message));
  if (service?.isEc2) {
    const content = element("Errors", element("Error", error)) + element("RequestID", id);
    return { status, body: element("Response", content) };
  }
  const type = element("Type", status < 500 ? "Sender" : "Receiver");
  const namespace = service ? ` xmlns="${service.namespace}"` : "";
  const content = element("Error", type + error) + element("RequestId", id);
  return { status, body: element("ErrorResponse", content, namespace) };
}
