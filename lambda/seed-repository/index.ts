import { setTimeout as wait } from "node:timers/promises";
import { CodeCommitClient, CreateCommitCommand, ListBranchesCommand } from "@aws-sdk/client-codecommit";

/** What to put where. */
export interface Seed {
  readonly repository: string;
  readonly branch: string;
  /** Text files by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** What became of the repository: it was filled, or held something already and was left alone. */
export interface SeedResult {
  readonly seeded: boolean;
  readonly commitId?: string;
}

/**
 * Makes the first commit of an empty repository. A repository that has any branch is somebody's work and stays as it
 * is, however often this is called.
 */
export async function handler({ repository, branch, files }: Seed): Promise<SeedResult> {
  const codecommit = new CodeCommitClient({});
  const { branches = [] } = await onceAllowed(() =>
    codecommit.send(new ListBranchesCommand({ repositoryName: repository })),
  );
  if (branches.length > 0) {
    console.log(JSON.stringify({ message: "left alone", repository, branches }));
    return { seeded: false };
  }
  const { commitId } = await codecommit.send(
    new CreateCommitCommand({
      repositoryName: repository,
      branchName: branch,
      authorName: "cdktf-blue-green",
      email: "cdktf-blue-green@users.noreply.github.com",
      commitMessage: "Sample application",
      putFiles: Object.entries(files).map(([filePath, content]) => ({
        filePath,
        fileContent: new TextEncoder().encode(content),
      })),
    }),
  );
  console.log(JSON.stringify({ message: "seeded", repository, branch, commitId }));
  return { seeded: true, commitId };
}

const ATTEMPTS = 8;
const PAUSE_MS = 4000;

/** This runs seconds after its role was made, and IAM takes a while to tell everyone. */
async function onceAllowed<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === ATTEMPTS || (error as Error).name !== "AccessDeniedException") throw error;
      await wait(PAUSE_MS);
    }
  }
}
