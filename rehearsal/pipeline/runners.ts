import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Approvals } from "../approvals";
import type { Source } from "../source";
import { CI_PROVIDER } from "../stack/ci";
import type { ActionRunner } from "./pipeline";
import { runProject } from "./run-project";
import { type RunReleaseScriptProps, runReleaseScript } from "./run-release-script";

export interface RunnersProps extends RunReleaseScriptProps {
  readonly source: Pick<Source, "checkout">;
  readonly approvals: Approvals;
}

/** What each provider of an action does here, but for those that deploy. @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html */
export function actionRunners(props: RunnersProps): Readonly<Record<string, ActionRunner>> {
  const source = sourceRunner(props);
  return {
    CodeCommit: source,
    CodeStarSourceConnection: source,
    CodeBuild: buildRunner(props),
    [CI_PROVIDER]: runReleaseScript(props),
    Manual: approvalRunner(props),
  };
}

function sourceRunner({ folder, source }: RunnersProps): ActionRunner {
  return async ({ outputArtifacts: [name = "Source"] }, { id, commit, message }) => {
    const artifact = join(folder, id, "source");
    rmSync(artifact, { recursive: true, force: true });
    await source.checkout(commit, artifact);
    return {
      status: "Succeeded",
      artifacts: { [name]: artifact },
      variables: { CommitId: commit, CommitMessage: message },
    };
  };
}

function buildRunner(props: RunnersProps): ActionRunner {
  return async (action, execution) => {
    const { ProjectName } = action.configuration;
    const project = props.buildProjects.find(({ name }) => name === ProjectName);
    if (!project) return { status: "Failed", reason: `there is no build project ${ProjectName}` };
    const result = await runProject(props, project, action, execution);
    if (result.status !== "SUCCEEDED") {
      const failed = result.phases.find(({ status }) => status !== "SUCCEEDED");
      const where = failed ? ` in ${failed.name}: ${shortened(failed.context ?? "")}` : "";
      return { status: "Failed", reason: `Build terminated with state: ${result.status}${where}` };
    }
    const [primary] = action.outputArtifacts;
    return {
      status: "Succeeded",
      artifacts: {
        ...(primary && result.artifact ? { [primary]: result.artifact } : {}),
        ...result.secondaryArtifacts,
      },
      variables: result.exportedVariables,
    };
  };
}

/** A command of many lines is in the log as it is. */
function shortened(context: string): string {
  return context.replace(/\n[\s\S]*(?=\. Reason: )/, " …");
}

function approvalRunner({ approvals, signal, tell }: RunnersProps): ActionRunner {
  return async (_, { id }) => {
    tell({ type: "waiting", release: id, for: "approval" });
    const approved = await approvals.ask("approval", id, signal);
    return approved
      ? { status: "Succeeded" }
      : { status: "Failed", reason: "The approval action was rejected" };
  };
}
