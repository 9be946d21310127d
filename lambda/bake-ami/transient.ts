/** Errors that pass by themselves, in the words of the services called here. */
const NAMES: readonly string[] = [
  "AutomationExecutionLimitExceededException",
  "InternalServerError",
  "LimitExceededException",
  "RequestLimitExceeded",
  "RequestTimeout",
  "ServiceUnavailable",
  "Throttling",
  "ThrottlingException",
  "TimeoutError",
  "TooManyRequestsException",
];

interface AwsError {
  readonly name?: string;
  /** Of Node's own errors: the connection was refused, cut, or never made. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Whether the same call may go well in half a minute, though the SDK has tried it several times. */
export function isTransient(error: unknown): boolean {
  const { name = "", code = "", $metadata } = Object(error) as AwsError;
  const status = $metadata?.httpStatusCode ?? 0;
  return NAMES.includes(name) || status === 429 || status >= 500 || /^E[A-Z_]+$/.test(code);
}
