import { CodeCommitClient, GetBranchCommand, GetRepositoryCommand } from "@aws-sdk/client-codecommit";
import { CodePipelineClient, GetPipelineCommand } from "@aws-sdk/client-codepipeline";
import { UserError } from "../../config/user-error";
import type { Operator } from "../operator";
import { isMissing } from "../refused";

/** Where a push starts the pipeline. */
export interface Destination {
  readonly pipeline: string;
  readonly repository: string;
  readonly branch: string;
  readonly url: URL;
  /** What the branch holds. @default - nothing yet */
  readonly tip?: string;
}

/**
 * The repository and branch that the pipeline has its source from.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
 *
 * @throws UserError where there is no pipeline, or its source is none of CodeCommit's
 */
export async function destinationOf({ calls, system }: Operator): Promise<Destination> {
  const { pipeline, stack } = system;
  if (!pipeline) throw new UserError(`${stack} has no pipeline to push to: release with ecs-deploy`);
  const described = await calls.of(
    "codepipeline",
    CodePipelineClient,
  )(new GetPipelineCommand({ name: pipeline }));
  const actions = (described.pipeline?.stages ?? []).flatMap((stage) => stage.actions ?? []);
  const source = actions.find(({ actionTypeId }) => actionTypeId?.category === "Source");
  const { RepositoryName: repository, BranchName: branch } = source?.configuration ?? {};
  if (source?.actionTypeId?.provider !== "CodeCommit" || !repository || !branch) {
    throw new UserError(
      `the pipeline ${pipeline} has its source from ${source?.actionTypeId?.provider ?? "nowhere"}, not from CodeCommit: push to that repository with git`,
    );
  }
  const codecommit = calls.of("codecommit", CodeCommitClient);
  const { repositoryMetadata } = await codecommit(new GetRepositoryCommand({ repositoryName: repository }));
  const url = checked(repositoryMetadata?.cloneUrlHttp ?? "", repository);
  try {
    const answer = await codecommit(new GetBranchCommand({ repositoryName: repository, branchName: branch }));
    return { pipeline, repository, branch, url, tip: answer.branch?.commitId };
  } catch (error) {
    if (!isMissing(error, "BranchDoesNotExist")) throw error;
    return { pipeline, repository, branch, url };
  }
}

/** Credentials go over TLS alone, but for this machine itself, where an emulator may be. */
function checked(text: string, repository: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:") return url;
  if (url?.protocol === "http:" && /^(127\.0\.0\.1|localhost)$/.test(url.hostname)) return url;
  throw new UserError(
    `CodeCommit tells ${JSON.stringify(text)} as the address of ${repository}: only https is pushed to`,
  );
}
