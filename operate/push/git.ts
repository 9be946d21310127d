import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { UserError } from "../../config/user-error";
import type { GitCredentials } from "./sign";

/** Runs git in a folder, and gives what it prints. @throws GitError, or another UserError where there is no git */
export type Git = (args: readonly string[], environment?: NodeJS.ProcessEnv) => Promise<string>;

/** What git says went wrong, in its own words. */
export class GitError extends UserError {
  public override readonly name = "GitError";
}

/** Variables that make git tell what it sends. */
const TELLTALE = /^GIT_(TRACE|CURL_VERBOSE)/;

/** git as the user has set it up, in a folder; it asks nobody anything. */
export function gitIn(folder: string, env: NodeJS.ProcessEnv): Git {
  const quiet = Object.fromEntries(Object.entries(env).filter(([name]) => !TELLTALE.test(name)));
  return async (args, environment = {}) => {
    const child = spawn("git", ["-C", folder, ...args], {
      env: {
        ...quiet,
        LC_ALL: "C",
        GIT_TERMINAL_PROMPT: "0",
        GIT_ASKPASS: "",
        SSH_ASKPASS: "",
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    try {
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "close") as Promise<[number]>,
      ]);
      if (code === 0) return stdout.trim();
      throw new GitError(withoutHints(stderr) || `git ${args[0]} has ended with ${code}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      throw new UserError("git was not found: install it, or put it on the PATH");
    }
  };
}

/** What git advises names its own commands, which are not the user's here. */
function withoutHints(text: string): string {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("hint:"))
    .join("; ");
}

/** Names of the variables that hand the credentials to git's helper. */
const USERNAME = "BLUEGREEN_GIT_USERNAME";
const PASSWORD = "BLUEGREEN_GIT_PASSWORD";

/** Tells git what is in the variables: neither a command line nor a file ever holds it. */
const HELPER = `!f() { printf 'username=%s\\npassword=%s\\n' "$${USERNAME}" "$${PASSWORD}"; }; f`;

/**
 * The environment that signs git in to one host, and to no other. Helpers of the user's are left out: one that stores would
 * keep a password that is worth nothing in a quarter of an hour.
 * @see https://git-scm.com/docs/gitcredentials
 * @see https://git-scm.com/docs/git-config#ENVIRONMENT
 */
export function signedIn({ username, password }: GitCredentials, url: URL): NodeJS.ProcessEnv {
  const settings = [
    // An empty one takes away all that were named before it, whatever they are for.
    [`credential.${url.origin}.helper`, ""],
    [`credential.${url.origin}.helper`, HELPER],
    ["http.followRedirects", "false"],
  ];
  return {
    [USERNAME]: username,
    [PASSWORD]: password,
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}
