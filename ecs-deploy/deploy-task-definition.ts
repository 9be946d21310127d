import type { Context } from "./context";
import { deregisterOldRevisions } from "./old-revisions";
import type { DeployOptions } from "./options";
import { prepare } from "./prepare";
import { describeTaskDefinition, registerRevision } from "./register";
import { requireNetwork, runTask } from "./run-task";

/**
 * Registers a new revision of a task definition, and runs a task of it if asked to.
 *
 * @returns what was done, in a line
 */
export async function deployTaskDefinition(
  context: Context,
  { revision, target, dryRun }: DeployOptions & { target: { kind: "taskDefinition" } },
): Promise<string> {
  const { name, runTask: run } = target;
  const current = await describeTaskDefinition(context, name);
  const { definition } = await prepare(context, current, current, revision);
  if (run) requireNetwork(definition, run);
  const family = definition.family ?? name;
  if (dryRun) {
    context.emit({ type: "planned", family });
    return `dry run: ${family} would get a new revision; nothing was changed`;
  }
  const arn = await registerRevision(context, definition, revision.mustHaveTags);
  const task = run && (await runTask(context, { arn, definition }, run));
  await deregisterOldRevisions(context, family, revision.maxDefinitions);
  if (task === undefined) return `${arn} is registered`;
  return run?.waitsForSuccess ? `the task ${task} has ended well` : `the task ${task} was started`;
}
