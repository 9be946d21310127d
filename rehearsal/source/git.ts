import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { UserError } from "../../config/user-error";
import type { Processes } from "../processes/model";

/** Runs git, and gives what it prints. @throws GitError, or another UserError where there is no git */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<string>;

export interface GitOptions {
  readonly input?: string | Buffer;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What git says went wrong, in its own words. */
export class GitError extends UserError {}

/** In the place of the user's own. A repository of another owner is read all the same, as a container's mount is. */
const CONFIGURATION = `[core]
	compression = 1
	# What is larger goes to disk in a stream.
	bigFileThreshold = 16m
[gc]
	auto = 0
[safe]
	directory = *
`;

/** Over what the repository itself says, which may name programs to be run. */
const OVERRIDES = {
  GIT_CONFIG_COUNT: "2",
  GIT_CONFIG_KEY_0: "core.hooksPath",
  GIT_CONFIG_VALUE_0: "/dev/null",
  GIT_CONFIG_KEY_1: "core.fsmonitor",
  GIT_CONFIG_VALUE_1: "false",
} as const;

/** The same for every release, so that the same content has the same commit id. */
const IDENTITY = {
  GIT_AUTHOR_NAME: "cdktf-blue-green",
  GIT_AUTHOR_EMAIL: "cdktf-blue-green@users.noreply.github.com",
  GIT_AUTHOR_DATE: "2000-01-01T00:00:00Z",
  GIT_COMMITTER_NAME: "cdktf-blue-green",
  GIT_COMMITTER_EMAIL: "cdktf-blue-green@users.noreply.github.com",
  GIT_COMMITTER_DATE: "2000-01-01T00:00:00Z",
} as const;

/**
 * A git that nothing of the user's changes: not the configuration, the hooks, the environment or the language.
 *
 * @param folder where its configuration goes
 */
export function createGit(processes: Processes, folder: string): Git {
  const configuration = resolve(folder, "gitconfig");
  mkdirSync(folder, { recursive: true });
  writeFileSync(configuration, CONFIGURATION);
  const closed = {
    ...IDENTITY,
    ...OVERRIDES,
    PATH: process.env.PATH,
    LC_ALL: "C",
    TZ: "UTC",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: configuration,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_DEFAULT_HASH: "sha1",
    GIT_DEFAULT_REF_FORMAT: "files",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
  };
  return async (args, { input, environment } = {}) => {
    const child = processes.spawn("git", args, {
      env: { ...closed, ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const { stdin, stdout, stderr } = child;
    if (!stdin || !stdout || !stderr) throw new Error("git has no pipes");
    // It may end before it has read everything; its exit code says why.
    stdin.on("error", () => undefined);
    stdin.end(input);
    const output = Promise.all([buffer(stdout), text(stderr)]);
    try {
      const [[code], [printed, problem]] = await Promise.all([once(child, "close"), output]);
      if (code !== 0) throw new GitError(`git ${args.join(" ")}: ${problem.trim() || `exit code ${code}`}`);
      return printed.toString("utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      throw new UserError("there is no git on the PATH: install it from https://git-scm.com/downloads");
    }
  };
}
