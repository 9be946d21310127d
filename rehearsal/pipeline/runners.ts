import { appendFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ReleaseEventBody } from "../../deployment-view/events";
import type { Approvals } from "../approvals";
import type { BuildProjectModel, BuildRequest, BuildResult } from "../build/model";
import type { Source } from "../source";
import type { ActionRunner } from "./pipeline";

export interface RunnersProps {
  /** Folder in which each execution has one of its own. */
  readonly folder: string;
  readonly source: Pick<Source, "checkout">;
  readonly buildProjects: readonly BuildProjectModel[];
  readonly runBuild: (request: BuildRequest, release: string, version: string) => Promise<BuildResult>;
  readonly approvals: Approvals;
  /** Ends every build. */
  readonly signal: AbortSignal;
  readonly tell: (event: ReleaseEventBody) => void;
}

/** Characters of a commit's id that a version is called by. */
const SHORT = 12;

/** What a release of a commit is called by. */
export function versionOf(commit: string): string {
  return commit.slice(0, SHORT);
}

/** What each provider of an action does here, but for those that deploy. @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html */
export function actionRunners(props: RunnersProps): Readonly<Record<string, ActionRunner>> {
  const source = sourceRunner(props);
  return {
    CodeCommit: source,
    CodeStarSourceConnection: source,
    CodeBuild: buildRunner(props),
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

function buildRunner({ buildProjects, folder, runBuild, signal, tell }: RunnersProps): ActionRunner {
  return async (
    { name, configuration, inputArtifacts, outputArtifacts },
    { id, number, commit, artifacts },
  ) => {
    const project = buildProjects.find((one) => one.name === configuration.ProjectName);
    if (!project)
      return { status: "Failed", reason: `there is no build project ${configuration.ProjectName}` };
    const work = join(folder, id, name);
    // A build that was interrupted begins anew.
    rmSync(work, { recursive: true, force: true });
    const request = { source: join(work, "src"), folder: join(work, "build") };
    mkdirSync(request.folder, { recursive: true });
    cpSync(artifacts[inputArtifacts[0] ?? ""] ?? "", request.source, { recursive: true });
    const log = join(work, "log");
    const say = (text: string) => {
      appendFileSync(log, `${text}\n`);
      tell({ type: "log", source: name.toLowerCase(), text });
    };
    const result = await runBuild(
      { ...request, project, commit, number, say, signal },
      id,
      versionOf(commit),
    );
    if (result.status !== "SUCCEEDED") {
      const failed = result.phases.find(({ status }) => status !== "SUCCEEDED");
      const where = failed ? ` in ${failed.name}: ${shortened(failed.context ?? "")}` : "";
      return { status: "Failed", reason: `Build terminated with state: ${result.status}${where}` };
    }
    const [primary] = outputArtifacts;
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
