import type { LifecycleEvent } from "../../deployment-view/instance-lifecycle";
import type { Agent, RevisionBundle } from "../agent/model";
import type { Clock } from "../clock";
import type { Fleet, Member } from "../fleet/model";
import type { Instance } from "../instances/model";
import type { LoadBalancer } from "../load-balancer/model";
import type { InstanceDeploymentModel } from "./model";
import type { EventEnd, Progress } from "./progress";

export interface RunParts {
  readonly model: InstanceDeploymentModel;
  readonly deploymentGroupId: string;
  readonly clock: Clock;
  readonly fleet: Fleet;
  readonly balancer: LoadBalancer;
  readonly agent: Agent;
  readonly say: (source: string, text: string) => void;
}

export interface RunRequest {
  readonly deploymentId: string;
  readonly id: string;
  readonly events: readonly LifecycleEvent[];
  /** What is installed, and whose scripts run. @default - there is nothing to run */
  readonly revision?: RevisionBundle;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** What a script does in the place of its work. */
  readonly fault?: (event: string) => "fails" | "hangs" | undefined;
  /** Told before each event. */
  readonly before?: (event: LifecycleEvent, instance: Instance) => void;
}

/** AWS milliseconds that an instance has to become healthy. @see https://docs.aws.amazon.com/codedeploy/latest/userguide/troubleshooting-deployments.html#troubleshooting-deployments-allowtraffic-no-logs */
const HEALTHY_LIMIT_MS = 60 * 60_000;

/** AWS milliseconds between two looks at it. */
const LOOK_MS = 2000;

/** How an event ended, and what it failed by. */
interface Ended {
  readonly end: EventEnd;
  readonly detail?: string;
}

/**
 * Takes an instance through lifecycle events. One that is gone meanwhile has failed: its deployment cannot be completed.
 *
 * @returns what it failed by
 * @throws the signal's reason
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/troubleshooting-auto-scaling.html
 */
export async function takeThrough(parts: RunParts, request: RunRequest): Promise<string | undefined> {
  const { id, events, progress, signal } = request;
  const over = new AbortController();
  const gone = whenGone(parts.fleet, id, over.signal);
  try {
    for (const event of events) {
      signal.throwIfAborted();
      progress.begin(id, event);
      const work = perform(parts, request, event, AbortSignal.any([signal, over.signal]));
      const { end, detail } = await Promise.race([work, gone]);
      // What is still under way on an instance that is gone tells nobody anything.
      work.catch(() => undefined);
      if (end === "Failed") signal.throwIfAborted();
      progress.end(id, event, end, detail);
      if (end === "Failed") return `${id} ${event}: ${detail}`;
    }
    return undefined;
  } finally {
    over.abort();
  }
}

async function perform(
  parts: RunParts,
  request: RunRequest,
  event: LifecycleEvent,
  signal: AbortSignal,
): Promise<Ended> {
  const { agent, fleet, model, say } = parts;
  const { before, id, revision } = request;
  const instance = fleet.memberOf(id)?.member.instance;
  if (!instance) return { end: "Failed", detail: "the instance is gone" };
  before?.(event, instance);
  switch (event) {
    case "BlockTraffic":
      await fleet.deregister(id, model.targetGroup);
      return { end: "Succeeded" };
    case "AllowTraffic":
      return allowTraffic(parts, id, signal);
    default: {
      if (!revision) return { end: "Skipped" };
      const result = await agent.perform(instance, event, {
        deploymentId: request.deploymentId,
        deploymentGroupId: parts.deploymentGroupId,
        application: model.application,
        group: model.group,
        revision,
        signal,
        say: (line) => say(id, line),
        fault: request.fault,
      });
      return result.status === "Failed"
        ? { end: "Failed", detail: `${result.code}: ${result.message}` }
        : { end: result.status };
    }
  }
}

/** Registers an instance, and waits until it is healthy. */
async function allowTraffic(
  { balancer, clock, fleet, model: { targetGroup } }: RunParts,
  id: string,
  signal: AbortSignal,
): Promise<Ended> {
  const ends = clock.now() + HEALTHY_LIMIT_MS;
  fleet.register(id, targetGroup);
  while (balancer.targetState(targetGroup, id) !== "healthy") {
    if (clock.now() >= ends) {
      const state = balancer.targetState(targetGroup, id) ?? "not registered";
      return { end: "Failed", detail: `it is ${state} in the target group ${targetGroup} after an hour` };
    }
    await clock.after(LOOK_MS, signal);
    signal.throwIfAborted();
  }
  return { end: "Succeeded" };
}

/** Resolves once an instance is no more, or on its way out. */
function whenGone(fleet: Fleet, id: string, signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve) => {
    const end = (detail: string) => resolve({ end: "Failed", detail });
    const look = () => {
      const member = fleet.memberOf(id)?.member;
      if (!member || isLeaving(member)) end("the instance was terminated");
    };
    signal.addEventListener("abort", fleet.onChange(look), { once: true });
    void fleet.memberOf(id)?.member.instance?.died.then((reason) => end(`the instance died: ${reason}`));
    look();
  });
}

export function isLeaving({ state }: Pick<Member, "state">): boolean {
  return state === "Terminating" || state === "Terminated";
}
