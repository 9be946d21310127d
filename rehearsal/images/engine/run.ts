import { Lines } from "../../build/lines";
import type { Processes } from "../../processes/model";

/** How a program answered; `code` is `undefined` for one that could not start, or took too long. */
export interface Answer {
  readonly code?: number;
  /** The end of both outputs. */
  readonly output: string;
}

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Told each line. @default - nobody is */
  readonly say?: (line: string) => void;
  /** Real milliseconds that it may take. @default - as long as it likes */
  readonly timeoutMs?: number;
  /** Ends it when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Characters of an answer that are kept. */
const KEPT = 2 ** 20;

/** Runs a program to its end. Never rejects. */
export function run(
  processes: Processes,
  command: string,
  args: readonly string[],
  { env, say, timeoutMs, signal }: RunOptions,
): Promise<Answer> {
  return new Promise((resolve) => {
    const child = processes.spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const lines = new Lines((line) => {
      output = `${output}${line}\n`.slice(-KEPT);
      say?.(line);
    });
    const limit = timeoutMs === undefined ? undefined : setTimeout(stop, timeoutMs);
    function stop(): void {
      void processes.stop(child, "SIGKILL", 0);
    }
    function end(code: number | null): void {
      clearTimeout(limit);
      signal?.removeEventListener("abort", stop);
      lines.flush();
      resolve({ code: code ?? undefined, output: output.trimEnd() });
    }
    signal?.addEventListener("abort", stop, { once: true });
    child.stdout?.on("data", (chunk) => lines.write(chunk));
    child.stderr?.on("data", (chunk) => lines.write(chunk));
    child.once("error", () => end(null));
    child.once("close", end);
  });
}
