import { join } from "node:path";
import type { Clock } from "./clock";
import type { Closers } from "./closers";
import { createAlarms } from "./cloudwatch/alarms";
import { MetricStore } from "./cloudwatch/metric-store";
import type { Alarms } from "./cloudwatch/model";
import { type OpenedEndpoint, openEndpoint } from "./endpoint";
import { onThisMachine } from "./first-apply";
import { createFunctions } from "./hooks";
import type { Functions } from "./hooks/model";
import { createLoadBalancer } from "./load-balancer";
import type { LoadBalancer } from "./load-balancer/model";
import { openParameters, type ParameterStore, parameterActions } from "./parameters";
import { type GuardedProcesses, startProcesses } from "./processes";
import { createSource, type Source } from "./source";
import type { SystemBase } from "./stack/model";

/** What stands on this machine for the parts of AWS that every release needs, whatever the application runs on. */
export interface Ground {
  readonly processes: GuardedProcesses;
  readonly balancer: LoadBalancer;
  readonly alarms: Alarms;
  readonly endpoint: OpenedEndpoint;
  readonly functions: Functions;
  readonly parameters: ParameterStore;
  readonly source: Source;
}

export interface GroundOptions {
  readonly system: SystemBase;
  readonly clock: Clock;
  /** Everything that is written lies in it. */
  readonly folder: string;
  /** Folder or git repository of the application. */
  readonly app: string;
  /** Programs of a build that call AWS by its SDK: arguments that run each with this Node. @default - none */
  readonly clients?: Readonly<Record<string, readonly string[]>>;
  /** Ports of the listeners on this machine. @default - free ones */
  readonly ports: { readonly production?: number; readonly test?: number };
  readonly closers: Closers;
  /** Whether the repository of a rehearsal that was killed is gone on with. */
  readonly reuse: boolean;
  /** Called once nothing of an earlier rehearsal in the folder runs any more. */
  readonly prepare: () => void;
  readonly say: (source: string, text: string) => void;
}

/**
 * Opens everything; what was opened is kept in `closers`, also where a later part fails.
 *
 * @throws UserError for a port that is in use, an alarm that is not understood, or an application that is no repository
 */
export async function openGround(options: GroundOptions): Promise<Ground> {
  const { system, clock, folder, ports, closers, say } = options;
  const processes = closers.keep(await startProcesses(folder), (one) => one.close());
  options.prepare();
  const metrics = new MetricStore();
  const alarms = closers.keep(createAlarms({ alarms: system.alarms, metrics, clock }), (one) => one.close());
  const balancer = await createLoadBalancer({
    model: system.loadBalancer,
    targetGroups: system.targetGroups,
    listeners: {
      production: { port: ports.production },
      ...(system.listeners.test ? { test: { port: ports.test } } : {}),
    },
    clock,
    metrics,
  });
  closers.keep(balancer, (one) => one.close());
  const { branch } = system.pipeline.repository;
  const source = await createSource({ folder, app: options.app, branch, processes, reuse: options.reuse });
  closers.keep(source, (one) => one.close());
  const endpoint = await openEndpoint({
    ...options,
    processes,
    unanswered: (name) => say("aws", `${name} is not answered in a rehearsal`),
  });
  const parameters = openParameters({
    declared: system.parameters,
    file: join(folder, "parameters.json"),
    now: () => clock.now(),
  });
  endpoint.answers(parameterActions(parameters));
  const functions = createFunctions({
    functions: system.functions,
    processes,
    folder,
    clock,
    endpointUrl: endpoint.url,
    replace: (url) => onThisMachine(url, system, (kind) => balancer.port(kind)),
  });
  return { processes, balancer, alarms, endpoint, functions, parameters, source };
}
