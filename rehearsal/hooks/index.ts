import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../clock";
import type { Processes } from "../processes/model";
import { type Credentials, functionEnvironment } from "./environment";
import { invokeOnce } from "./invocation";
import type { FunctionModel, Functions } from "./model";
import { unpack } from "./unpack";

export interface FunctionsProps {
  readonly functions: readonly FunctionModel[];
  readonly processes: Processes;
  /** The code goes to `functions/` in it. */
  readonly folder: string;
  readonly clock: Clock;
  /** What stands for AWS, on loopback. */
  readonly endpointUrl: string;
  /** @default - some that no AWS would take */
  readonly credentials?: Credentials;
  /** Gives what stands on this machine for an address that a function's variable names. @default - the address itself */
  readonly replace?: (url: string) => string;
}

const NO_CREDENTIALS: Credentials = {
  accessKeyId: "rehearsal",
  secretAccessKey: "rehearsal",
  sessionToken: "rehearsal",
};

/**
 * Real milliseconds that the limit of a function leaves it, unless AWS itself gives it less. A function that keeps some
 * of its time for its report, as flip-color keeps 25 seconds, must have some left to work in.
 */
export const LIMIT_FLOOR_MS = 40_000;

/** The functions of a stack, run from the very zips that Terraform would upload. */
export function createFunctions(props: FunctionsProps): Functions {
  const { functions, processes, folder, clock } = props;
  const { endpointUrl, credentials = NO_CREDENTIALS, replace = (url) => url } = props;
  const roots = new Map<FunctionModel, string>();
  const rootOf = (model: FunctionModel): string => {
    const root = roots.get(model) ?? unpack(model, join(folder, "functions"));
    roots.set(model, root);
    return root;
  };
  return {
    async invoke(name, event, say) {
      const model = functions.find((one) => one.name === name || one.arn === name);
      if (!model) return { ended: "failed", error: `Function not found: ${name}` };
      const taskRoot = rootOf(model);
      const timeoutMs = model.timeout * 1000;
      const limitMs = Math.max(clock.real(timeoutMs), Math.min(timeoutMs, LIMIT_FLOOR_MS));
      return invokeOnce(
        {
          message: { event: event ?? null, requestId: randomUUID(), functionArn: model.arn, limitMs },
          environment: functionEnvironment(model, taskRoot, { endpointUrl, credentials, replace }),
          taskRoot,
          memorySize: model.memorySize,
          timeout: model.timeout,
          say,
        },
        processes,
      );
    },
  };
}
