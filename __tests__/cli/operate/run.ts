import { PassThrough } from "node:stream";
import { runProgram } from "../../../cli/program";

/**
 * Runs a command line in this process. What it fails with stands in `error`.
 *
 * @param typed what somebody types at a terminal. @default - there is none
 */
export async function bluegreen(args: readonly string[], env: NodeJS.ProcessEnv = {}, typed?: string) {
  const written = { stdout: "", stderr: "" };
  const terminal = {
    stdout: { write: (text: string) => (written.stdout += text), isTTY: typed !== undefined },
    stderr: { write: (text: string) => (written.stderr += text) },
    ...(typed !== undefined && { stdin: typedIn(typed) }),
    env: { NO_COLOR: "1", AWS_MAX_ATTEMPTS: "1", ...env },
  };
  try {
    return { exitCode: await runProgram(args, terminal), ...written, error: "" };
  } catch (error) {
    return { exitCode: 1, ...written, error: (error as Error).message };
  }
}

function typedIn(text: string) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  stdin.write(text);
  return stdin;
}
