import type { Clock } from "../clock";
import type { Processes } from "../processes/model";
import { type BootContext, bootInstance } from "./boot";
import { instanceCommands } from "./commands";
import { startControl } from "./control";
import type { SandboxedInstance } from "./instance";
import type { InstanceRuntime } from "./model";
import { requireSandbox } from "./sandbox/requirements";

export type * from "./model";
export { snapshot } from "./root";

export interface InstancesOptions {
  readonly processes: Processes;
  readonly clock: Clock;
  /** Where `aws`, and clients of AWS's SDK, are answered. */
  readonly endpointUrl: string;
  /** Where the PATH is. */
  readonly environment: NodeJS.ProcessEnv;
  /** Ports that an application is asked at from within its instance, such as by `curl localhost`. @default [80, 8080] */
  readonly applicationPorts?: readonly number[];
}

/** What stands for EC2 on this machine. @throws UserError where scripts cannot be kept apart from the machine */
export async function createInstances(options: InstancesOptions): Promise<InstanceRuntime> {
  const { processes, clock, endpointUrl, environment, applicationPorts = [80, 8080] } = options;
  const programs = requireSandbox(environment);
  const commands = instanceCommands(endpointUrl);
  const control = await startControl(commands);
  const context: BootContext = {
    processes,
    programs,
    clock,
    control,
    commands: Object.keys(commands),
    endpointUrl,
    applicationPorts,
  };
  const running = new Set<SandboxedInstance>();
  const closing = new AbortController();
  const booting = new Set<Promise<unknown>>();
  return {
    description: "namespaces: each instance has a root, users, mounts and processes of its own",
    boot: async (request) => {
      const signals = request.signal ? [closing.signal, request.signal] : [closing.signal];
      const boot = bootInstance({ ...request, signal: AbortSignal.any(signals) }, context);
      booting.add(boot);
      const instance = await boot.finally(() => booting.delete(boot));
      running.add(instance);
      void instance.ended.then(() => running.delete(instance));
      return instance;
    },
    close: async () => {
      closing.abort();
      await Promise.allSettled(booting);
      await Promise.all([...running].map((instance) => instance.terminate()));
      await control.close();
    },
  };
}
