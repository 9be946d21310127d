import { lstatSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../../config/user-error";
import { type Application, filesOf, repositoryWarnings } from "./application";
import { temporaryIndex, writeCommit } from "./commit";
import type { Git } from "./git";

const NO_THROW = { throwIfNoEntry: false } as const;

export interface Filling {
  readonly git: Git;
  /** Works in the repository. */
  readonly inside: Git;
  readonly application: Application;
  readonly repository: string;
  readonly branch: string;
  /** The rehearsal's own. */
  readonly folder: string;
}

/**
 * Puts the application into an empty repository, as the first commit of the branch.
 *
 * @returns what the user should know of it
 * @throws UserError where it holds nothing to release
 */
export function fillRepository(filling: Filling): Promise<string[]> {
  return filling.application.kind === "folder" ? commitFolder(filling) : fetchRepository(filling);
}

async function commitFolder(filling: Filling): Promise<string[]> {
  const { git, inside, application, repository, branch, folder } = filling;
  const { path } = application;
  const listed = await filesOf(git, path, repository, folder);
  const repositories = listed.filter((file) => lstatSync(join(path, file), NO_THROW)?.isDirectory());
  const files = listed.filter((file) => !repositories.includes(file));
  if (files.length === 0) {
    throw new UserError(`--app ${path} holds no file to release, but for what git ignores. Add some`);
  }
  const environment = temporaryIndex(folder);
  const add = [`--work-tree=${path}`, "-C", path, "update-index", "--add", "--remove", "-z", "--stdin"];
  await inside(add, { input: files.map((file) => `${file}\0`).join(""), environment });
  await writeCommit(inside, { branch, environment, message: `First release of ${basename(path)}` });
  rmSync(environment.GIT_INDEX_FILE);
  return repositories.map((file) => `${file} is a git repository of its own, and not released`);
}

async function fetchRepository({ git, inside, application, branch, folder }: Filling): Promise<string[]> {
  const refspec = `HEAD:refs/heads/${branch}`;
  await inside(["fetch", "--quiet", "--no-tags", "--update-shallow", "--", application.path, refspec]);
  return repositoryWarnings(git, application, branch, folder);
}
