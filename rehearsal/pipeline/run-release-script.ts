import type { BuildProjectModel, BuildResult } from "../build/model";
import type { PlatformDeployer } from "../platform-deployer";
import { ended } from "./ended";
import type { ActionResult, ActionRunner } from "./pipeline";
import { type RunProjectProps, runProject } from "./run-project";

/** What CodeBuild says of itself is nothing that another CI prints. */
const OF_CODEBUILD = "[Container] ";

export interface RunReleaseScriptProps extends RunProjectProps {
  readonly buildProjects: readonly BuildProjectModel[];
  /** What the script has deploy. */
  readonly deployer: PlatformDeployer;
}

/**
 * A job of the application's own CI, which runs the script that releases. AWS goes on where the script has ended: a release
 * is over once its rollback is, too.
 */
export function runReleaseScript(props: RunReleaseScriptProps): ActionRunner {
  const { deployer } = props;
  return async (action, execution) => {
    const { ProjectName, Script = "" } = action.configuration;
    // The rehearsal was killed meanwhile, and the script with it.
    const begun = deployer.follow?.(execution.id);
    if (begun) return ended(await begun);
    const project = props.buildProjects.find(({ name }) => name === ProjectName);
    if (!project) return { status: "Failed", reason: `there is no job ${ProjectName}` };
    const environment = [...project.environment, { name: "COMMIT", value: execution.commit }];
    let last = "";
    const result = await runProject(props, { ...project, environment }, action, execution, (line) => {
      if (line.startsWith(OF_CODEBUILD)) return false;
      last = lastWord(last, line);
      return true;
    });
    await deployer.settled?.();
    return outcome(result, Script, last);
  };
}

/** What went wrong stands before what AWS is left with, and counts for more. */
function lastWord(last: string, line: string): string {
  const isSaid = line.trim() === "" || (isError(last) && !isError(line));
  return isSaid ? last : line;
}

function isError(line: string): boolean {
  return /^error: /.test(line);
}

function outcome({ status, phases }: BuildResult, script: string, last: string): ActionResult {
  if (status === "SUCCEEDED") return { status: "Succeeded" };
  if (status !== "FAILED") return { status: "Failed", reason: `${script} was ended: ${status}` };
  const context = phases.find((phase) => phase.status !== "SUCCEEDED")?.context ?? "";
  const [, exit] = /Reason: exit status (.*)$/s.exec(context) ?? [];
  const how = exit === undefined ? `could not be run: ${context}` : `ended with exit status ${exit}`;
  return { status: "Failed", reason: `${script} ${how}${last && `: ${last}`}` };
}
