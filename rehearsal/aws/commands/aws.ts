import { type ActionInput, type Actions, AwsError } from "../actions";
import { type AwsCall, parseAwsCall, pascalCase } from "./aws-arguments";
import { formatAnswer } from "./aws-output";
import { type Command, messageOf, UsageError } from "./command";

/** @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html */
const INVALID_CALL = 252;
const REFUSED_BY_SERVICE = 254;
const FAILED = 255;

/**
 * Stands in for the AWS CLI: every operation that there is an action for.
 *
 * @param unanswered told each operation that there is none for
 */
export function awsCommand(actions: Actions, unanswered: (name: string) => void): Command {
  return async ({ args, cwd, environment }, { out, err }) => {
    if (args[0] === "--version") {
      out("aws-cli/2 (rehearsal)\n");
      return 0;
    }
    let call: AwsCall | undefined;
    try {
      call = parseAwsCall(args, cwd);
      const action = `${call.service}.${pascalCase(call.operation)}`;
      if (action === "ecr.GetLoginPassword") {
        out(`${await password(actions)}\n`);
        return 0;
      }
      if (!Object.hasOwn(actions, action)) {
        unanswered(action);
        throw new UsageError(notAnswered(call, actions));
      }
      const answer = await actions[action]?.(call.input);
      // An operation that answers nothing prints nothing.
      if (answer !== undefined)
        out(formatAnswer(answer, call.query, call.output ?? environment.AWS_DEFAULT_OUTPUT));
      return 0;
    } catch (error) {
      return fail(error, call, err);
    }
  };
}

function fail(error: unknown, call: AwsCall | undefined, err: (text: string) => void): number {
  if (error instanceof AwsError) {
    const operation = pascalCase(call?.operation ?? "");
    err(`\nAn error occurred (${error.code}) when calling the ${operation} operation: ${error.message}\n`);
    return REFUSED_BY_SERVICE;
  }
  err(`\naws: error: ${messageOf(error)}\n`);
  return error instanceof UsageError ? INVALID_CALL : FAILED;
}

function notAnswered({ service, operation }: AwsCall, actions: Actions): string {
  const answered = Object.keys(actions).sort().join(", ");
  return `${service} ${operation} is not answered in a rehearsal; answered: ${answered}`;
}

/** The CLI makes it of the token. @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html */
async function password(actions: Actions): Promise<string> {
  const answer = await actions["ecr.GetAuthorizationToken"]?.({} satisfies ActionInput);
  const { authorizationData } = (answer ?? {}) as { authorizationData?: { authorizationToken: string }[] };
  const token = authorizationData?.[0]?.authorizationToken;
  if (token === undefined) throw new UsageError("ecr get-login-password is not answered in a rehearsal");
  return Buffer.from(token, "base64").toString("utf8").slice("AWS:".length);
}
