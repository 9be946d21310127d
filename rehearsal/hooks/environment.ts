import { dirname } from "node:path";
import type { FunctionModel } from "./model";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Where every client of AWS's SDK finds this machine in the place of AWS. */
export interface Surroundings {
  /** Loopback. */
  readonly endpointUrl: string;
  readonly credentials: Credentials;
  /** Gives what stands on this machine for an address that a variable names. */
  readonly replace: (url: string) => string;
}

const URL_IN_TEXT = /\bhttps?:\/\/[^\s"'<>,;\\]+/g;

/**
 * All variables that a function finds: its own, those that Lambda reserves, and nothing of the user's.
 *
 * @param taskRoot folder of its code
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function functionEnvironment(
  { name, arn, handler, memorySize, environment }: FunctionModel,
  taskRoot: string,
  { endpointUrl, credentials, replace }: Surroundings,
): Record<string, string> {
  const own = Object.entries(environment).map(([key, value]) => [key, value.replace(URL_IN_TEXT, replace)]);
  const [, , , region = ""] = arn.split(":");
  return {
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    ...Object.fromEntries(own),
    _HANDLER: handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "rehearsal",
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_ENDPOINT_URL_CODEDEPLOY: endpointUrl,
    LAMBDA_TASK_ROOT: taskRoot,
    // On Lambda the runtime is the one that the SDK asks for.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    // Else the SDK would read the user's ~/.aws, by way of /etc/passwd.
    HOME: "/nonexistent",
  };
}
