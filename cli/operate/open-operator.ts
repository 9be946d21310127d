import { type CallOptions, Calls } from "../../aws/calls";
import { type Clock, machineClock } from "../../aws/clock";
import { clientSettings } from "../../aws/connection";
import { UserError } from "../../config/user-error";
import { findSystem, type SystemName } from "../../operate/find-system";
import type { Operator } from "../../operate/operator";
import type { OperatorFlags } from "./flags";

/** What the commands' own options can mend. */
const REMEDIES = {
  unknownKeys: "--profile, or at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
  noCredentials: "--profile",
  noRegion: "give --region, or set AWS_REGION, such as eu-central-1",
};

export interface OperatorSurroundings extends Pick<CallOptions, "onHeld"> {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** @default - this machine's time */
  readonly clock?: Clock;
  /** How the system is found, where AWS may not answer at once. @default - by asking once */
  readonly finding?: <T>(find: () => Promise<T>) => Promise<T>;
}

/**
 * Finds the system that is meant, does some work on it, and closes what was opened.
 *
 * @param stack the stack that is meant. @default - the only one of the configuration
 * @throws UserError where it is not clear which, where AWS refuses, and whatever the work fails with
 */
export async function withOperator<T>(
  stack: string | undefined,
  flags: OperatorFlags,
  surroundings: OperatorSurroundings,
  work: (operator: Operator) => Promise<T>,
): Promise<T> {
  const { region, ...name } = await meant(stack, flags, surroundings.env);
  return withCalls({ ...flags, region }, surroundings, async (calls) => {
    const { signal, clock = machineClock, finding = (find) => find() } = surroundings;
    const system = await finding(() => findSystem(calls, name));
    return work({ calls, clock, signal, system });
  });
}

/**
 * Does some work that calls AWS as the options say, and closes what was opened. `AWS_REGION` wins over `AWS_DEFAULT_REGION`, as
 * for the CLI of AWS, and both win over the region of a profile.
 */
export async function withCalls<T>(
  flags: OperatorFlags,
  { env, signal, clock = machineClock, onHeld }: OperatorSurroundings,
  work: (calls: Calls) => Promise<T>,
): Promise<T> {
  // The SDK is bundled: that it will want another Node some day is nothing that an operator can do something about.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const region = flags.region ?? (env.AWS_REGION || undefined);
  const settings = await clientSettings({ ...flags, region }, env, "bluegreen");
  const calls = new Calls({ settings, clock, signal, remedies: REMEDIES, onHeld });
  try {
    return await work(calls);
  } finally {
    calls.close();
  }
}

/**
 * What the options say, and the configuration of the project where they do not. Its region is where the system is deployed to,
 * whoever asks: a profile's region counts where no configuration is read.
 */
async function meant(
  stack: string | undefined,
  { name, region }: OperatorFlags,
  env: NodeJS.ProcessEnv,
): Promise<SystemName & { readonly region?: string }> {
  if (name !== undefined && stack !== undefined) return { name, stack, region };
  const { loadConfig } = await import("../../config");
  const { config } = loadConfig({ env });
  const [only, ...others] = config.systems;
  if (stack === undefined && others.length > 0) {
    throw new UserError(
      `the configuration has several systems: name one of ${config.systems.join(", ")}, such as bluegreen status ${only}`,
    );
  }
  return {
    name: name ?? config.name,
    stack: stack ?? only ?? "",
    region: region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION ? undefined : config.region),
  };
}
