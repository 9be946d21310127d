import { CodeCommitClient } from "@aws-sdk/client-codecommit";
import { UserError } from "../../config/user-error";
import type { Operator } from "../operator";
import type { Destination } from "./destination";
import { type Git, GitError, signedIn } from "./git";
import { gitCredentials } from "./sign";

/** What is sent. */
export interface Outgoing {
  readonly commit: string;
  /** First line of its message. */
  readonly subject: string;
  /** Files that are changed and not committed: they stay here. */
  readonly uncommitted: number;
}

/** @throws UserError where the folder is no repository, or has no such branch */
export async function outgoingOf(git: Git, folder: string, branch = "HEAD"): Promise<Outgoing> {
  await git(["rev-parse", "--git-dir"]).catch((error: Error) => {
    if (!(error instanceof GitError)) throw error;
    throw new UserError(`${folder} is no git repository: git init and git commit first (${error.message})`);
  });
  const commit = await git(["rev-parse", "--verify", "--end-of-options", `${branch}^{commit}`]).catch(
    (error: Error) => {
      if (!(error instanceof GitError)) throw error;
      throw new UserError(`${folder} has no commit ${branch}: commit something, or look at --branch`);
    },
  );
  const status = await git(["status", "--porcelain"]);
  return {
    commit,
    subject: await git(["log", "-1", "--format=%s", commit]),
    uncommitted: status === "" ? 0 : status.split("\n").length,
  };
}

/**
 * Sends a commit to the pipeline's branch, signed in by keys of AWS.
 *
 * @param isForced replaces what the branch holds, if it is still what was seen there
 * @throws UserError where the branch holds what the commit does not descend from, and where git fails otherwise
 */
export async function sendCommit(
  operator: Operator,
  git: Git,
  { commit }: Outgoing,
  { url, branch, tip, repository }: Destination,
  isForced = false,
): Promise<void> {
  const keys = await operator.calls.keys("codecommit", CodeCommitClient);
  const credentials = gitCredentials(keys, url, operator.system.region, operator.clock.now());
  const ref = `refs/heads/${branch}`;
  const lease = isForced ? [`--force-with-lease=${ref}:${tip ?? ""}`] : [];
  try {
    // A hook of the folder would find the signature in its environment.
    await git(["push", "--no-verify", ...lease, url.href, `${commit}:${ref}`], signedIn(credentials, url));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw explained(error, repository, branch);
  }
}

function explained(error: GitError, repository: string, branch: string): UserError {
  const { message } = error;
  if (/\b403\b|Authentication failed|could not read Username/.test(message)) {
    return new UserError(
      `CodeCommit refuses the push to ${repository}: allow whoever calls codecommit:GitPush on it, and see that this machine's clock is right. git says: ${message}`,
    );
  }
  if (/\[rejected\]/.test(message)) {
    return new UserError(
      `the branch ${branch} of ${repository} holds commits that this does not descend from, such as the sample's: pull them first, or replace them with --force. git says: ${message}`,
    );
  }
  return error;
}
