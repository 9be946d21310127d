import { UserError } from "../config/user-error";
import { CallError, type Refusal } from "./failure";

interface AwsError {
  readonly name?: string;
  readonly message?: string;
  readonly Code?: string;
}

/** What a command offers to mend a call with, in its own words. */
export interface Remedies {
  /** Where keys that AWS does not know may come from. */
  readonly unknownKeys: string;
  /** What gives credentials where there are none. */
  readonly noCredentials: string;
  /** What gives a region where there is none. */
  readonly noRegion: string;
}

/**
 * An error of a call of AWS, in words that say what to do. What no row knows is told as AWS said it, with the action.
 *
 * @param action `service:Action`, as a policy of IAM names it
 * @param profile whose region was looked for. @default - that of the environment
 */
export function explain(error: unknown, action: string, remedies: Remedies, profile?: string): UserError {
  if (error instanceof UserError) return error;
  const { name = "", message = "", Code = "" } = (error ?? {}) as AwsError;
  const [, refusal, words] = ROWS.find(([pattern]) => pattern.test(`${name} ${Code} ${message}`)) ?? OTHER;
  return new CallError(words({ name, message, action, remedies, profile }), refusal, action, name || Code);
}

/** Whether AWS refused because a permission is missing; `action` narrows it to one. */
export function isDenied(error: unknown, action: string): boolean {
  return error instanceof CallError && error.message.includes(`permission ${action} is missing`);
}

interface Failed {
  readonly name: string;
  readonly message: string;
  readonly action: string;
  readonly remedies: Remedies;
  readonly profile?: string;
}

type Row = readonly [pattern: RegExp, refusal: Refusal, words: (failed: Failed) => string];

const OTHER: Row = [/$/, "other", ({ action, name, message }) => `${action} has failed: ${name}: ${message}`];

/** The first row that fits says it. */
const ROWS: readonly Row[] = [
  [/AccessDenied|UnauthorizedOperation|is not authorized to perform/, "denied", denied],
  [
    /ExpiredToken|RequestExpired|token (included in the request )?is expired/,
    "credentials",
    () => "the credentials of AWS have expired: get new ones, and start again",
  ],
  [
    /UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|InvalidAccessKeyId/,
    "credentials",
    ({ remedies }) => `AWS does not know the credentials: look at ${remedies.unknownKeys}`,
  ],
  [
    /CredentialsProviderError|Could not load credentials|Could not resolve credentials/,
    "credentials",
    ({ message, remedies }) =>
      `no credentials of AWS were found (${message}): set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give ${remedies.noCredentials}`,
  ],
  // The SDK asks for a region before it asks for keys: a profile that is not there is found out here.
  [
    /Region is missing/,
    "region",
    ({ remedies, profile }) =>
      `no region was found${profile ? `, as the profile ${profile} has none or is in no file of AWS's configuration` : ""}: ${remedies.noRegion}`,
  ],
  // The SDK reads it when it is needed first.
  [
    /Invalid URL/,
    "other",
    ({ action }) =>
      `${action} has no address to be called at: AWS_ENDPOINT_URL, or endpoint_url of the profile, is to begin with http:// or https://`,
  ],
  [
    /Throttling|TooManyRequests|Rate exceeded|RequestLimitExceeded/,
    "throttled",
    ({ action }) =>
      `AWS throttles ${action}, after every repetition: start again when fewer others call it, or raise AWS_MAX_ATTEMPTS`,
  ],
  [
    /^NoAnswer /,
    "unreachable",
    ({ message, action }) =>
      `AWS does not answer ${action}: ${message}. Is the region right, the network open, and AWS well?`,
  ],
  [
    /did not establish a connection .* \d+ ms/,
    "unreachable",
    ({ message, action }) =>
      `AWS cannot be reached for ${action}: no connection within ${secondsIn(message)} s, after every repetition. Is the region right, and the network open?`,
  ],
  [
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|EPIPE|socket hang up|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ETIMEDOUT|TimeoutError/,
    "unreachable",
    ({ message, action }) =>
      `AWS cannot be reached for ${action}: ${message}. Is the region right, and the network open?`,
  ],
];

function secondsIn(message: string): number {
  const [, milliseconds] = /(\d+) ms/.exec(message) ?? [];
  return Number(milliseconds) / 1000;
}

/**
 * AWS says who may not do what, on what: the action that it names may be another one, such as iam:PassRole.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function denied({ message, action }: Failed): string {
  const [, who] = /User: (\S+)/.exec(message) ?? [];
  const [, named = action] = /perform: ([\w-]+:\w+)/.exec(message) ?? [];
  const [, resource] = /on resource: (\S+)/.exec(message) ?? [];
  const of = named === action ? "" : `, which ${action} needs`;
  return `the permission ${named} is missing${of}: allow ${who ?? "whoever calls"} ${named}${
    resource ? ` on ${resource}` : ""
  }. AWS says: ${message}`;
}
