import { readFileSync } from "node:fs";
import { posix } from "node:path";
import type { Clock } from "../clock";
import type { Instance } from "../instances/model";
import { type AppSpec, parseAppSpec } from "./appspec";
import { archiveFolder, downloadBundle } from "./archive";
import { AgentFailure } from "./failure";
import { HookLog } from "./hook-log";
import { runHooks, UNREACHABLE } from "./hooks";
import { install } from "./install";
import type { Agent, AgentEventResult, AgentOrder } from "./model";
import { SCRIPT_EVENTS } from "./script-events";
import { readState } from "./state";

export type * from "./model";

const SERVICE = "codedeploy-agent";

/** What an AppSpec file may be called. @see https://docs.aws.amazon.com/codedeploy/latest/userguide/application-revisions-appspec-file.html */
const APP_SPECS = ["appspec.yml", "appspec.yaml"];

/** The agent of CodeDeploy, on every instance. */
export function createAgent({ clock }: { readonly clock: Clock }): Agent {
  return {
    perform: async (instance, event, order) => {
      order.signal.throwIfAborted();
      try {
        if (!instance.isActive(SERVICE)) throw new AgentFailure("UnknownError", UNREACHABLE);
        return { status: await perform(instance, event, order, clock) };
      } catch (error) {
        order.signal.throwIfAborted();
        return failed(error);
      }
    },
    installed: (instance) => readState(instance).lastSuccessful?.revision,
  };
}

/** What goes wrong beside scripts has no code of its own. */
function failed(error: unknown): AgentEventResult {
  const message = error instanceof Error ? error.message : String(error);
  return (error instanceof AgentFailure ? error : new AgentFailure("UnknownError", message)).result;
}

async function perform(
  instance: Instance,
  event: string,
  order: AgentOrder,
  clock: Clock,
): Promise<"Succeeded" | "Skipped"> {
  if (event === "DownloadBundle") {
    await downloadBundle(instance, order);
    return "Succeeded";
  }
  const current = archiveFolder(order.deploymentGroupId, order.deploymentId);
  if (event === "Install") {
    await install(instance, readAppSpec(instance, current), order);
    return "Succeeded";
  }
  const scripted = SCRIPT_EVENTS.find((one) => one === event);
  const archive = archiveFor(instance, current, order);
  if (!scripted || archive === undefined) return "Skipped";
  const scripts = readAppSpec(instance, archive).hooks[scripted] ?? [];
  if (scripts.length === 0) return "Skipped";
  const log = new HookLog(instance, order, () => clock.now());
  try {
    await runHooks(scripts, { instance, event, order, archive, clock, log });
  } finally {
    await log.write();
  }
  return "Succeeded";
}

/**
 * The revision whose scripts an event runs: what is deployed, once it is there; before that, what was installed last.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-availability
 */
function archiveFor(instance: Instance, current: string, order: AgentOrder): string | undefined {
  if (instance.locate(current)) return current;
  const { lastSuccessful } = readState(instance);
  return lastSuccessful && archiveFolder(order.deploymentGroupId, lastSuccessful.id);
}

/** @throws Error in the agent's words, or with every problem of the file */
function readAppSpec(instance: Instance, archive: string): AppSpec {
  for (const name of APP_SPECS) {
    const file = instance.locate(posix.join(archive, name));
    if (file) return parseAppSpec(name, readFileSync(file, "utf8"));
  }
  throw new Error(
    `The CodeDeploy agent did not find an AppSpec file within the unpacked revision directory at revision-relative path "appspec.yml". The revision was unpacked to directory "${archive}", and the AppSpec file was expected but not found at path "${archive}/appspec.yml". Consult the AWS CodeDeploy Appspec documentation for more information at http://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html`,
  );
}
