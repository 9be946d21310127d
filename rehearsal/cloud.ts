import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "./clock";
import type { Closers } from "./closers";
import { createAlarms } from "./cloudwatch/alarms";
import { MetricStore } from "./cloudwatch/metric-store";
import type { Alarms } from "./cloudwatch/model";
import type { TaskSetState } from "./deployment/journal";
import { baseImages } from "./images/base-images";
import type { Image, Images } from "./images/model";
import { openImages } from "./images/open-images";
import { createLoadBalancer } from "./load-balancer";
import type { LoadBalancer } from "./load-balancer/model";
import { type GuardedProcesses, startProcesses } from "./processes";
import type { System } from "./stack/model";
import { chooseRuntime } from "./tasks";
import type { RunningTask, TaskFault, TaskRuntime } from "./tasks/model";

/** What stands on this machine for the parts of AWS that a release needs. */
export interface Cloud {
  readonly processes: GuardedProcesses;
  readonly balancer: LoadBalancer;
  readonly alarms: Alarms;
  readonly runtime: TaskRuntime;
  readonly images: Images;
}

export interface CloudOptions {
  readonly system: System;
  readonly clock: Clock;
  /** Everything that is written lies in it. */
  readonly folder: string;
  /** Folder or git repository of the application. */
  readonly app: string;
  readonly runtime?: string;
  /** Ports of the listeners on this machine. @default - free ones */
  readonly ports: { readonly production?: number; readonly test?: number };
  readonly environment: NodeJS.ProcessEnv;
  readonly closers: Closers;
  /** Called once nothing of an earlier rehearsal in the folder runs any more. */
  readonly prepare: () => void;
}

/**
 * Opens everything; what was opened is kept in `closers`, also where a later part fails.
 *
 * @throws UserError for a port that is in use, a runtime that is not there, or an alarm that is not understood
 */
export async function openCloud(options: CloudOptions): Promise<Cloud> {
  const { system, clock, folder, ports, environment, closers } = options;
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
  const runtime = await chooseRuntime({
    requested: options.runtime,
    baseImages: baseImages(options.app),
    processes,
    clock,
    folder,
    environment,
  });
  closers.keep(runtime, (one) => one.close());
  const images = await openImages({
    app: options.app,
    engine: runtime.engine,
    folder,
    processes,
    environment,
    repositories: system.imageRepositories,
    closers,
  });
  return { processes, balancer, alarms, runtime, images };
}

/** What a task is started with that its task set does not say. */
export interface TaskCircumstances {
  readonly fault: TaskFault;
  /** The image has gone from the registry. */
  readonly imageMissing: boolean;
}

/**
 * Starts one task of a task set in a folder of its own.
 *
 * @throws Error in ECS's words where its image cannot be pulled
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
 */
export async function startTask(
  { images, runtime }: Pick<Cloud, "images" | "runtime">,
  folder: string,
  state: TaskSetState,
  id: string,
  { fault, imageMissing }: TaskCircumstances,
): Promise<RunningTask> {
  const image =
    state.release === undefined ? undefined : await pull(images, state.container.image, imageMissing);
  const own = join(folder, "tasks", id);
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own, { recursive: true });
  const { container, containerPort, task } = state;
  return runtime.start({ id, container, containerPort, image, task, fault, folder: own });
}

async function pull(images: Images, reference: string, missing: boolean): Promise<Image> {
  const image = missing ? undefined : await images.find(reference);
  if (image) return image;
  throw new Error(`CannotPullContainerError: failed to resolve ref ${reference}: not found`);
}
