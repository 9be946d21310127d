import { statSync } from "node:fs";
import { posix } from "node:path";
import type { Clock } from "../clock";
import type { Instance, ScriptResult } from "../instances/model";
import type { Script } from "./appspec";
import { execute } from "./execute";
import { AgentFailure } from "./failure";
import type { HookLog } from "./hook-log";
import type { AgentOrder } from "./model";

/** Where the agent's own process works. */
const CWD = "/opt/codedeploy-agent";

/** What scripts of one event are run with. */
export interface HookRun {
  readonly instance: Instance;
  readonly event: string;
  readonly order: AgentOrder;
  /** The revision whose scripts they are, within the instance. */
  readonly archive: string;
  readonly clock: Clock;
  readonly log: HookLog;
}

/**
 * Runs the scripts of a lifecycle event, one after the other.
 *
 * @throws AgentFailure at the first that fails
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-server
 */
export async function runHooks(scripts: readonly Script[], run: HookRun): Promise<void> {
  run.log.add(`LifecycleEvent - ${run.event}`);
  for (const script of scripts) {
    const path = posix.join(run.archive, script.location);
    await prepare(script, path, run);
    run.log.add(`Script - ${script.location}`);
    await runScript(script, path, run);
  }
}

async function prepare({ location }: Script, path: string, { instance, order, log }: HookRun): Promise<void> {
  const file = instance.locate(path);
  if (!file)
    throw new AgentFailure("ScriptMissing", `Script does not exist at specified location: ${path}`, location);
  if (statSync(file).mode & 0o100) return;
  log.add(`rehearsal: ${location} is not executable, which the agent mends`);
  await execute(instance, ["chmod", "+x", path], order.signal).catch(() => {
    throw new AgentFailure(
      "ScriptNotExecutable",
      `Unable to set script at specified location: ${location} as executable`,
      location,
    );
  });
}

async function runScript(script: Script, path: string, run: HookRun): Promise<void> {
  const { instance, event, order, clock, log } = run;
  const { location, timeout, runas } = script;
  if (runas !== undefined && runas !== "root")
    log.add(`rehearsal: runas ${runas} is not played; it runs as root`);
  const fault = order.fault?.(event);
  if (fault) return playFault(fault, script, run);
  const timeoutMs = timeout * 1000;
  const result = await instance.run({
    command: [path],
    cwd: CWD,
    environment: environmentOf(event, order),
    timeoutMs,
    // Waiting is no work: it passes by AWS's time.
    outputsMs: clock.limit(timeoutMs),
    signal: order.signal,
    say: (line, output) => log.add(`[${output}]${line}`),
  });
  order.signal.throwIfAborted();
  judge(result, script, prefixOf(location, runas));
}

async function playFault(fault: "fails" | "hangs", script: Script, run: HookRun): Promise<void> {
  const { order, event, clock, log } = run;
  log.add(`rehearsal: ${script.location} is not run: it ${fault}, as it was told to at ${event}`);
  if (fault === "hangs") await clock.after(script.timeout * 1000, order.signal);
  order.signal.throwIfAborted();
  judge(
    fault === "hangs" ? { ended: "timed-out" } : { ended: "exited", code: 1 },
    script,
    prefixOf(script.location, script.runas),
  );
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/troubleshooting-deployments.html */
function judge(result: ScriptResult, { location, timeout }: Script, prefix: string): void {
  if (result.ended === "timed-out") {
    throw new AgentFailure(
      "ScriptTimedOut",
      `Script at specified location: ${location} failed to complete in ${timeout} seconds`,
      location,
    );
  }
  if (result.ended === "stopped") throw new AgentFailure("UnknownError", UNREACHABLE, location);
  // https://docs.aws.amazon.com/codedeploy/latest/userguide/troubleshooting-deployments.html#troubleshooting-long-running-processes
  if (result.heldOpen) {
    const stream = result.heldOpen.toUpperCase();
    const message = `Script at specified location: ${location} failed to close ${stream}`;
    throw new AgentFailure("UnknownError", message, location);
  }
  if (result.code !== 0)
    throw new AgentFailure("ScriptFailed", `${prefix} failed with exit code ${result.code}`, location);
}

/** What CodeDeploy says of an agent that does not answer. @see https://docs.aws.amazon.com/codedeploy/latest/userguide/troubleshooting-deployments.html#troubleshooting-agent-health */
export const UNREACHABLE =
  "CodeDeploy agent was not able to receive the lifecycle event. Check the CodeDeploy agent logs on your host and make sure the agent is running and can connect to the CodeDeploy server.";

function prefixOf(location: string, runas: string | undefined): string {
  const user = runas === undefined ? "" : ` run as user ${runas}`;
  return `Script at specified location: ${location}${user}`;
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-environment-variable-availability */
function environmentOf(event: string, order: AgentOrder): Record<string, string> {
  return {
    LIFECYCLE_EVENT: event,
    DEPLOYMENT_ID: order.deploymentId,
    APPLICATION_NAME: order.application,
    DEPLOYMENT_GROUP_NAME: order.group,
    DEPLOYMENT_GROUP_ID: order.deploymentGroupId,
    BUNDLE_KEY: order.revision.key,
  };
}
