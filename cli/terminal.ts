/** Where a command writes to, and what it may read: a process, or a stand-in for one. */
export interface Terminal {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown };
  readonly stdin?: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Whether plain lines without colour are wanted: nobody watches (a file, a build server), or nobody wants colour.
 *
 * @see https://no-color.org
 */
export function isPlain({ stdout, env }: Pick<Terminal, "stdout" | "env">): boolean {
  return !stdout.isTTY || isSet(env.CI) || isSet(env.NO_COLOR) || env.TERM === "dumb";
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== "" && variable !== "false";
}
