import { type ActionInput, type Actions, AwsError } from "./actions";
import { messageOf } from "./commands/command";

/** What the target of a request begins with, and the service that the CLI and the SDK name. */
const SERVICES: Readonly<Record<string, string>> = {
  AmazonEC2ContainerRegistry_V20150921: "ecr",
  AmazonEC2ContainerServiceV20141113: "ecs",
  AmazonSSM: "ssm",
  CodeBuild_20161006: "codebuild",
  CodeCommit_20150413: "codecommit",
  CodeDeploy_20141006: "codedeploy",
  CodePipeline_20150709: "codepipeline",
  GraniteServiceVersion20100801: "cloudwatch",
  Logs_20140328: "logs",
  ServiceQuotasV20190624: "servicequotas",
  ResourceGroupsTaggingAPI_20170126: "tag",
  secretsmanager: "secretsmanager",
};

export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Answers a request in the protocol that most SDK clients speak.
 *
 * @param target header `X-Amz-Target`, such as `CodeDeploy_20141006.GetDeployment`
 * @param unanswered told what was asked for that there is no action for; an AwsError that it throws is answered
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export async function answerJson(
  actions: Actions,
  target: string,
  body: string,
  unanswered: (name: string) => void,
): Promise<JsonAnswer> {
  const [prefix = "", operation = ""] = target.split(".");
  const name = `${Object.hasOwn(SERVICES, prefix) ? SERVICES[prefix] : prefix}.${operation}`;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  try {
    if (!action) {
      unanswered(name);
      throw new AwsError("UnknownOperationException", `${name} is not answered in a rehearsal`);
    }
    const input: unknown = JSON.parse(body || "{}");
    if (typeof input !== "object" || input === null) throw new SyntaxError("no object");
    return { status: 200, body: (await action(input as ActionInput)) ?? {} };
  } catch (error) {
    if (error instanceof SyntaxError) {
      return failure(400, "SerializationException", `the body of ${name} is no JSON object`);
    }
    if (error instanceof AwsError) return failure(400, error.code, error.message);
    return failure(500, "InternalFailure", `${name} failed in the rehearsal: ${messageOf(error)}`);
  }
}

function failure(status: number, code: string, message: string): JsonAnswer {
  return { status, body: { __type: code, message } };
}
