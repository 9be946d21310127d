import { DeployError } from "./failure";

interface AwsError {
  readonly name?: string;
  readonly message?: string;
  readonly Code?: string;
}

/**
 * An error of a call of AWS, in words that say what to do. What no row knows is told as AWS said it, with the action.
 *
 * @param action `service:Action`, as a policy of IAM names it
 */
export function explain(error: unknown, action: string): DeployError {
  if (error instanceof DeployError) return error;
  const { name = "", message = "", Code = "" } = (error ?? {}) as AwsError;
  const [, words] = ROWS.find(([pattern]) => pattern.test(`${name} ${Code} ${message}`)) ?? [];
  return new DeployError(words?.(message, action) ?? `${action} has failed: ${name}: ${message}`);
}

/** Whether AWS refused because a permission is missing; `action` narrows it to one. */
export function isDenied(error: unknown, action: string): boolean {
  return error instanceof DeployError && error.message.includes(`permission ${action} is missing`);
}

/** The first row that fits says it. */
const ROWS: readonly [RegExp, (message: string, action: string) => string][] = [
  [/AccessDenied|UnauthorizedOperation|is not authorized to perform/, denied],
  [
    /ExpiredToken|RequestExpired|token (included in the request )?is expired/,
    () => "the credentials of AWS have expired: get new ones, and start again",
  ],
  [
    /UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|InvalidAccessKeyId/,
    () =>
      "AWS does not know the credentials: look at -k/--aws-access-key and -s/--aws-secret-key, or at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
  ],
  [
    /CredentialsProviderError|Could not load credentials|Could not resolve credentials/,
    (message) =>
      `no credentials of AWS were found (${message}): set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give -p/--profile or --aws-instance-profile`,
  ],
  [
    /Region is missing/,
    () => "no region was found: give -r/--region, or set AWS_DEFAULT_REGION, such as eu-central-1",
  ],
  [
    /Throttling|TooManyRequests|Rate exceeded|RequestLimitExceeded/,
    (_, action) =>
      `AWS throttles ${action}, after every repetition: start again when fewer others call it, or raise AWS_MAX_ATTEMPTS`,
  ],
  [
    /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|TimeoutError/,
    (message, action) =>
      `AWS cannot be reached for ${action}: ${message}. Is the region right, and the network open?`,
  ],
];

/**
 * AWS says who may not do what, on what: the action that it names may be another one, such as iam:PassRole.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function denied(message: string, action: string): string {
  const [, who] = /User: (\S+)/.exec(message) ?? [];
  const [, named = action] = /perform: ([\w-]+:\w+)/.exec(message) ?? [];
  const [, resource] = /on resource: (\S+)/.exec(message) ?? [];
  const of = named === action ? "" : `, which ${action} needs`;
  return `the permission ${named} is missing${of}: allow ${who ?? "whoever calls"} ${named}${
    resource ? ` on ${resource}` : ""
  }. AWS says: ${message}`;
}
