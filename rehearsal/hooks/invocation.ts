import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Lines } from "../build/lines";
import type { Processes } from "../processes/model";
import type { HostMessage, InvocationMessage } from "./messages";
import type { InvocationResult } from "./model";

export interface Invocation {
  readonly message: InvocationMessage;
  readonly environment: Readonly<Record<string, string>>;
  /** Folder of the code. */
  readonly taskRoot: string;
  /** MiB. */
  readonly memorySize: number;
  /** Seconds, as the function was synthesised. */
  readonly timeout: number;
  readonly say: (line: string) => void;
}

/** Real milliseconds that a process has until it is up, and until its output has ended once it is gone. */
const START_MS = 30_000;
const LAST_WORDS_MS = 500;

/** Invokes a function once, in a process that is gone when this resolves. */
export async function invokeOnce(
  { message, environment, taskRoot, memorySize, timeout, say }: Invocation,
  processes: Processes,
): Promise<InvocationResult> {
  const heap = `--max-old-space-size=${memorySize}`;
  const child = processes.spawn(process.execPath, [heap, ...processes.child("lambda-host")], {
    cwd: taskRoot,
    env: { ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const gone = once(child, "close");
  for (const stream of [child.stdout, child.stderr]) {
    const lines = new Lines(say);
    stream?.on("data", (chunk) => lines.write(chunk)).on("close", () => lines.flush());
  }
  closeOutputAfter(child);

  let result: InvocationResult | undefined;
  const end = (how: InvocationResult): void => {
    result ??= how;
    void processes.stop(child, "SIGKILL", 0);
  };
  const tooLate = (): void => end({ ended: "timed-out", error: timedOut(message.requestId, timeout) });
  let timer = setTimeout(tooLate, START_MS);
  child.on("message", (answer: HostMessage) => {
    if ("ready" in answer) {
      clearTimeout(timer);
      timer = setTimeout(tooLate, message.limitMs);
      // One that is gone already has its say in how it went.
      child.send(message, () => undefined);
    } else if ("error" in answer) end({ ended: "failed", error: answer.error });
    else end({ ended: "returned", value: JSON.parse(answer.value) });
  });
  await gone.finally(() => clearTimeout(timer));
  return result ?? { ended: "failed", error: exited(message.requestId, child) };
}

/** What it started and let go may hold its output open. */
function closeOutputAfter(child: ChildProcess): void {
  child.once("exit", () => {
    const timer = setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, LAST_WORDS_MS);
    child.once("close", () => clearTimeout(timer));
  });
}

/** @see https://repost.aws/knowledge-center/lambda-verify-invocation-timeouts */
function timedOut(requestId: string, seconds: number): string {
  return `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
}

/** How the operating system that Lambda runs on calls signals. */
const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGABRT: "aborted",
  SIGKILL: "killed",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};

/** @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
function exited(requestId: string, { exitCode, signalCode }: ChildProcess): string {
  const how = signalCode ? `signal: ${SIGNALS[signalCode] ?? signalCode}` : `exit status ${exitCode}`;
  const reason = exitCode === 0 ? "without providing a reason" : `with error: ${how}`;
  return `RequestId: ${requestId} Error: Runtime exited ${reason}`;
}
