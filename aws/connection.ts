import type { fromIni } from "@aws-sdk/credential-providers";

/** What gives keys when they are asked for. */
type Credentials = ReturnType<typeof fromIni>;

/** How AWS is reached, and as whom. What is absent is looked for where AWS's SDK looks for it. */
export interface Connection {
  readonly region?: string;
  readonly profile?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  /** Takes the role of the instance or of the container that this runs on. */
  readonly instanceRole?: boolean;
  /** ARN of a role to take on. */
  readonly assumeRole?: string;
  /** Where every service is called in the place of AWS. @default - AWS, or what the SDK's own variables say */
  readonly endpointUrl?: string;
}

/**
 * Settings of a client of AWS's SDK. Calls that are throttled are made again by the SDK's own `standard` mode, which waits
 * ever longer with jitter; `AWS_RETRY_MODE` and `AWS_MAX_ATTEMPTS` win over that.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export interface ClientSettings {
  readonly region?: string;
  /** Whose region is taken where none is said otherwise, in the place of the profile of `AWS_PROFILE`. */
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: Credentials;
  readonly retryMode?: string;
  readonly maxAttempts?: number;
  /** How long AWS has, or what answers in the place of a network. @default - the SDK's own: AWS has for ever */
  readonly requestHandler?: object;
}

/**
 * How long AWS has, in the SDK's terms.
 * @see https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-node-http-handler/Interface/NodeHttpHandlerOptions/
 */
interface RequestHandlerOptions {
  /** Milliseconds until a connection is there. */
  readonly connectionTimeout: number;
  /** Milliseconds until an answer begins. */
  readonly requestTimeout: number;
  /** Milliseconds that an answer may pause for once it has begun. */
  readonly socketTimeout: number;
  /** Without it the SDK only warns, and waits on. */
  readonly throwOnRequestTimeout: true;
}

/** Milliseconds that AWS has. No call is long: what takes its time is asked about again and again. */
export interface Timeouts {
  readonly connecting: number;
  readonly answering: number;
}

const TIMEOUTS: Timeouts = { connecting: 5_000, answering: 30_000 };

/** A service that many pipelines release to at once throttles for longer than the SDK's three attempts last. */
const ATTEMPTS = 8;

/**
 * The region is the option's, else that of `AWS_DEFAULT_REGION`, which the SDK does not read, else what the SDK finds: that of
 * `AWS_REGION`, else of the profile, as the CLI of AWS has it, and of no other profile.
 *
 * Credentials: a profile wins over keys, and keys that were given win over those of the environment. A session token of the
 * environment belongs to its own key: it goes with no other.
 *
 * @param caller what AWS notes a role to be taken on by
 * @param timeouts @default - 5 seconds for a connection, 30 for an answer
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html
 */
export async function clientSettings(
  connection: Connection,
  env: NodeJS.ProcessEnv,
  caller: string,
  timeouts = TIMEOUTS,
): Promise<ClientSettings> {
  const region = connection.region ?? (env.AWS_DEFAULT_REGION || undefined);
  const requestHandler = {
    connectionTimeout: timeouts.connecting,
    requestTimeout: timeouts.answering,
    socketTimeout: timeouts.answering,
    throwOnRequestTimeout: true,
  } as const;
  const own = await credentialsOf(connection, env, requestHandler);
  const credentials = await assumed(connection.assumeRole, own, { region, requestHandler }, caller);
  return {
    ...(region && { region }),
    ...(connection.profile && { profile: connection.profile }),
    ...(connection.endpointUrl && { endpoint: connection.endpointUrl }),
    ...(credentials && { credentials }),
    ...(!env.AWS_RETRY_MODE && { retryMode: "standard" }),
    ...(!env.AWS_MAX_ATTEMPTS && { maxAttempts: ATTEMPTS }),
    requestHandler,
  };
}

async function credentialsOf(
  { profile, accessKeyId, secretAccessKey, instanceRole }: Connection,
  env: NodeJS.ProcessEnv,
  requestHandler: RequestHandlerOptions,
): Promise<Credentials | undefined> {
  const providers = () => import("@aws-sdk/credential-providers");
  if (instanceRole) {
    const { fromContainerMetadata, fromInstanceMetadata } = await providers();
    const isContainer = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
    return isContainer ? fromContainerMetadata() : fromInstanceMetadata();
  }
  // A profile may need calls of its own, such as of the sign-in.
  if (profile !== undefined)
    return (await providers()).fromIni({ profile, clientConfig: { requestHandler } });
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  const keys = {
    accessKeyId: accessKeyId ?? env.AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: secretAccessKey ?? env.AWS_SECRET_ACCESS_KEY ?? "",
  };
  const isOfEnvironment = keys.accessKeyId === env.AWS_ACCESS_KEY_ID && env.AWS_SESSION_TOKEN;
  return async () => (isOfEnvironment ? { ...keys, sessionToken: env.AWS_SESSION_TOKEN } : keys);
}

async function assumed(
  role: string | undefined,
  masterCredentials: Credentials | undefined,
  clientConfig: Pick<ClientSettings, "region" | "requestHandler">,
  caller: string,
): Promise<Credentials | undefined> {
  if (role === undefined) return masterCredentials;
  const { fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
  return fromTemporaryCredentials({
    masterCredentials,
    params: { RoleArn: role, RoleSessionName: `${caller}-${Date.now()}` },
    clientConfig,
  });
}
