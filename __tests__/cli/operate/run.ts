import { runProgram } from "../../../cli/program";

/** Runs a command line in this process. What it fails with stands in `error`. */
export async function bluegreen(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const written = { stdout: "", stderr: "" };
  const terminal = {
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
    env: { AWS_MAX_ATTEMPTS: "1", ...env },
  };
  try {
    return { exitCode: await runProgram(args, terminal), ...written, error: "" };
  } catch (error) {
    return { exitCode: 1, ...written, error: (error as Error).message };
  }
}
