import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import type { Git } from "./git";

export interface NewCommit {
  readonly branch: string;
  /** Names the index whose content it gets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly message: string;
  /** @default - the first of the branch */
  readonly parent?: string;
}

/** What has git work on an index of its own, a file in the folder. */
export function temporaryIndex(folder: string): { readonly GIT_INDEX_FILE: string } {
  return { GIT_INDEX_FILE: resolve(folder, `index-${randomUUID()}`) };
}

/** Makes a commit of an index, and puts the branch there unless somebody else moved it meanwhile. */
export async function writeCommit(
  git: Git,
  { branch, environment, message, parent }: NewCommit,
): Promise<string> {
  const tree = (await git(["write-tree"], { environment })).trim();
  const parents = parent ? ["-p", parent] : [];
  const commit = (await git(["commit-tree", tree, ...parents], { input: `${message}\n` })).trim();
  await git(["update-ref", `refs/heads/${branch}`, commit, parent ?? ""]);
  return commit;
}

/**
 * Makes a commit that puts files in the place of those of the branch.
 *
 * @param folder for what git needs meanwhile
 */
export async function commitOnto(
  git: Git,
  branch: string,
  files: Readonly<Record<string, string | Buffer>>,
  message: string,
  folder: string,
): Promise<string> {
  const parent = (await git(["rev-parse", "--verify", `refs/heads/${branch}^{commit}`])).trim();
  const environment = temporaryIndex(folder);
  await git(["read-tree", parent], { environment });
  for (const [path, content] of Object.entries(files)) {
    const id = (await git(["hash-object", "-w", "--stdin"], { input: content })).trim();
    const mode = (await modeOf(git, path, environment)) ?? "100644";
    await git(["update-index", "--add", "--cacheinfo", `${mode},${id},${path}`], { environment });
  }
  const commit = await writeCommit(git, { branch, environment, message, parent });
  rmSync(environment.GIT_INDEX_FILE);
  return commit;
}

/** That a file may be run stays so. */
async function modeOf(
  git: Git,
  path: string,
  environment: NewCommit["environment"],
): Promise<string | undefined> {
  const [entry = ""] = (
    await git(["--literal-pathspecs", "ls-files", "--stage", "-z", "--", path], { environment })
  ).split("\0");
  return /^(100\d{3}) .*\t/.exec(entry)?.[1];
}
