import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import type { Instance } from "../instances/model";
import { quote } from "../instances/quote";
import type { AppSpec } from "./appspec";
import { archiveFolder, DEPLOYMENT_ROOT } from "./archive";
import { execute } from "./execute";
import { planInstall, type Step } from "./install-plan";
import type { AgentOrder } from "./model";
import { changeState, readState } from "./state";

/** Where the agent keeps what an installation did. */
const INSTRUCTIONS = posix.join(DEPLOYMENT_ROOT, "deployment-instructions");

/**
 * `Install`: takes away what the installation before has put in place, then copies the files.
 *
 * @throws Error in the agent's words
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-files.html
 */
export async function install(instance: Instance, appSpec: AppSpec, order: AgentOrder): Promise<void> {
  const { deploymentId, deploymentGroupId, group, revision } = order;
  const removals = readState(instance).installed.toReversed().map(removal);
  await runInstructions(instance, "cleanup", removals, order.signal);
  changeState(instance, { installed: [] });
  const steps = planInstall(appSpec, archiveFolder(deploymentGroupId, deploymentId), instance);
  changeState(instance, { installed: steps.flatMap((step) => (step.do === "chmod" ? [] : [step.path])) });
  await runInstructions(instance, "install", steps.map(instruction), order.signal);
  changeState(instance, { lastSuccessful: { id: deploymentId, group, revision } });
}

/** Hands the instance a script, however long: there is no limit as there is for arguments. */
async function runInstructions(
  instance: Instance,
  name: string,
  lines: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (lines.length === 0) return;
  const folder = mkdtempSync(join(tmpdir(), "instructions-"));
  try {
    writeFileSync(join(folder, name), `set -e\n${lines.join("\n")}\n`);
    await instance.copyIn(folder, INSTRUCTIONS);
  } finally {
    rmSync(folder, { recursive: true });
  }
  await execute(instance, ["bash", posix.join(INSTRUCTIONS, name)], signal);
}

function instruction(step: Step): string {
  switch (step.do) {
    case "mkdir":
      return `mkdir -- ${quote(step.path)}`;
    case "copy":
      return `cp -P --preserve=mode,timestamps -- ${quote(step.from)} ${quote(step.path)}`;
    case "chmod":
      return `chmod ${step.mode} -- ${quote(step.path)}`;
  }
}

/** A folder stays as long as others have files in it. */
function removal(path: string): string {
  const quoted = quote(path);
  return `if [ -d ${quoted} ] && [ ! -L ${quoted} ]; then rmdir ${quoted} 2>/dev/null || :; else rm -f -- ${quoted}; fi`;
}
