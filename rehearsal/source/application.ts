import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { UserError } from "../../config/user-error";
import { type Git, GitError } from "./git";

/** What the user releases: a folder, or a git repository. It is only ever read. */
export interface Application {
  readonly kind: "folder" | "repository";
  readonly path: string;
}

/**
 * Finds out what the user released.
 *
 * @param state our own folder
 * @throws UserError where there is nothing to release from
 */
export async function findApplication(git: Git, app: string, state: string): Promise<Application> {
  const path = resolve(app);
  if (!existsSync(path)) throw new UserError(`--app ${app}: there is no such folder. Name one that exists`);
  if (!statSync(path).isDirectory()) {
    throw new UserError(`--app ${app} is a file. Name the folder or the git repository of the application`);
  }
  const real = realpathSync(path);
  if (isWithin(real, state)) {
    throw new UserError(
      `--app ${app} is a folder of the rehearsal itself. Name the application's own folder`,
    );
  }
  if (existsSync(join(real, ".git")) && (await fails(git(["-C", real, "rev-parse", "--git-dir"])))) {
    throw new UserError(
      `--app ${app} has a .git that is no git repository. Mend it, or remove .git to release the folder as it is`,
    );
  }
  if (!(await isRepository(git, real))) return { kind: "folder", path: real };
  if (await fails(git(["-C", real, "rev-parse", "--quiet", "--verify", "HEAD^{commit}"]))) {
    throw new UserError(`--app ${app} is a git repository without a commit. Make one there: git commit`);
  }
  return { kind: "repository", path: real };
}

/** Names the files of a folder that belong to it, by their paths in it: all but installed packages and what git ignores. */
export async function filesOf(git: Git, path: string, repository: string, state: string): Promise<string[]> {
  const inRepository = !(await fails(git(["-C", path, "rev-parse", "--show-toplevel"])));
  // Of a folder that is ignored as a whole its files would be too.
  const nested = inRepository && (await fails(git(["-C", path, "check-ignore", "--quiet", path])));
  const where = nested ? ["-C", path] : ["-C", path, `--git-dir=${repository}`, `--work-tree=${path}`];
  const kinds = nested ? ["--cached", "--others"] : ["--others"];
  const excluded = ["node_modules", ".git", ...withinOf(path, state).map((folder) => `/${folder}`)];
  const listed = await git([
    ...where,
    "ls-files",
    ...kinds,
    "--exclude-standard",
    ...excluded.map((pattern) => `--exclude=${pattern}`),
    "-z",
  ]);
  return listed.split("\0").filter(Boolean);
}

/** What the user would expect to be released, and is not. */
export async function repositoryWarnings(
  git: Git,
  { path }: Application,
  branch: string,
  state: string,
): Promise<string[]> {
  const warnings: string[] = [];
  const at = ["-C", path];
  const current = (await git([...at, "rev-parse", "--abbrev-ref", "HEAD"])).trim();
  if (current !== branch) {
    const what = current === "HEAD" ? "the commit that is checked out" : `branch ${current}`;
    warnings.push(`${basename(path)}: ${what} is released, as if it were ${branch}`);
  }
  if ((await git([...at, "rev-parse", "--is-bare-repository"])).trim() === "true") return warnings;
  const ours = withinOf(path, state).map((folder) => `:(exclude,top,literal)${folder}`);
  const changes = (await git([...at, "status", "--porcelain", "-z", "--", ":/", ...ours])).split("\0");
  const count = changes.filter(Boolean).length;
  if (count > 0) {
    const files = count === 1 ? "1 file has changes that are" : `${count} files have changes that are`;
    warnings.push(`${basename(path)}: ${files} not committed, and not released`);
  }
  return warnings;
}

/** Whether it is the top of a repository; a folder in one is a folder. */
async function isRepository(git: Git, path: string): Promise<boolean> {
  if (existsSync(join(path, ".git"))) return true;
  return !(await fails(git([`--git-dir=${path}`, "rev-parse", "--git-dir"])));
}

/** Our folder as seen from the application, where it lies in it. */
function withinOf(path: string, state: string): string[] {
  const folder = relative(path, realpathSync(state));
  return isWithin(realpathSync(state), path) ? [folder.split(sep).join("/")] : [];
}

function isWithin(path: string, folder: string): boolean {
  return `${path}${sep}`.startsWith(`${realpathSync(folder)}${sep}`);
}

async function fails(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    if (error instanceof GitError) return true;
    throw error;
  }
}
