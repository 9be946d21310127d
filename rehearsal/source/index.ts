import { existsSync, mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import type { Processes } from "../processes/model";
import { findApplication } from "./application";
import { commitOnto, temporaryIndex } from "./commit";
import { fillRepository } from "./fill";
import { createGit, type Git } from "./git";
import { checkSizes } from "./limits";
import { type Push, Pushes } from "./pushes";

export type { Push } from "./pushes";

export interface SourceProps {
  /** The repository goes to `repository.git` in it, in the place of an earlier one. */
  readonly folder: string;
  /** Folder or git repository of the user's; it is only read. */
  readonly app: string;
  /** The branch that the pipeline releases. */
  readonly branch: string;
  readonly processes: Processes;
  /** Go on with the repository that an interrupted rehearsal left. @default false */
  readonly reuse?: boolean;
}

/** The repository that stands for CodeCommit: anyone on this machine may push to it. */
export interface Source {
  /** Path to push to. */
  readonly repository: string;
  /** The first commit to release. */
  readonly first: string;

  /** The commit that the branch is at. */
  last(): Promise<string>;
  /** What the user should know of what is released. */
  readonly warnings: readonly string[];

  /**
   * Makes a commit on top of the branch, which is a push like any other.
   *
   * @param files contents by path; all other files stay
   * @returns its id, once everyone who listens was told
   */
  commit(files: Readonly<Record<string, string | Buffer>>, message: string): Promise<string>;

  /** Puts the files of a commit into a folder, without any history. */
  checkout(commit: string, folder: string): Promise<void>;

  /** The message of a commit. */
  message(commit: string): Promise<string>;

  /** The paths that a push changed: all of them where the branch is new. */
  changedFiles(push: Push): Promise<string[]>;

  /** @returns what ends it */
  onPush(listener: (push: Push) => void): () => void;

  close(): Promise<void>;
}

/**
 * Makes the repository that is released from.
 *
 * @throws UserError where there is no application, nothing in it to release, or no git
 */
export async function createSource({ folder, app, branch, processes, reuse }: SourceProps): Promise<Source> {
  mkdirSync(folder, { recursive: true });
  const git = createGit(processes, folder);
  const repository = resolve(folder, "repository.git");
  const inside: Git = (args, options) => git([`--git-dir=${repository}`, ...args], options);
  const warnings: string[] = [];
  if (!reuse || !existsSync(repository)) {
    const application = await findApplication(git, app, folder);
    rmSync(repository, { recursive: true, force: true });
    await git(["init", "--quiet", "--bare", repository]);
    await inside(["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
    warnings.push(...(await fillRepository({ git, inside, application, repository, branch, folder })));
  }
  const last = async () => (await inside(["rev-parse", "--verify", `refs/heads/${branch}`])).trim();
  const first = await last();
  warnings.push(...checkSizes(await inside(["ls-tree", "-r", "-l", "-z", first])));
  const pushes = await Pushes.start(git, repository);
  return {
    repository,
    first,
    last,
    warnings,
    commit: async (files, message) => {
      const made = await commitOnto(inside, branch, files, message, folder);
      await pushes.look();
      return made;
    },
    checkout: async (id, target) => {
      const into = resolve(target);
      mkdirSync(into, { recursive: true });
      const environment = temporaryIndex(folder);
      await inside(["read-tree", hash(id)], { environment });
      await inside([`--work-tree=${into}`, "-C", into, "checkout-index", "--all", "--force"], {
        environment,
      });
      rmSync(environment.GIT_INDEX_FILE);
    },
    message: async (id) => (await inside(["show", "--no-patch", "--format=%B", hash(id)])).trim(),
    changedFiles: async ({ commit: after, before }) => {
      const args = before
        ? ["diff-tree", "-r", "--name-only", "-z", hash(before), hash(after)]
        : ["ls-tree", "-r", "--name-only", "-z", hash(after)];
      return (await inside(args)).split("\0").filter(Boolean);
    },
    onPush: (listener) => pushes.on(listener),
    close: () => pushes.close(),
  };
}

/** Anything else would be an option or an expression to git. */
function hash(commit: string): string {
  if (/^[0-9a-f]{40}$/.test(commit)) return commit;
  throw new Error(`"${commit}" is no id of a commit`);
}
