/** Where a command writes to, and what it may read: a process, or a stand-in for one. */
export interface Terminal {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
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

/** How wide what is written may be, and whether it may be coloured. Whoever reads plain lines gets them whole. */
export function drawnFor(terminal: Pick<Terminal, "stdout" | "env">): { columns: number; color: boolean } {
  const isDrawn = !isPlain(terminal);
  return { columns: isDrawn ? (terminal.stdout.columns ?? 80) : 10_000, color: isDrawn };
}
