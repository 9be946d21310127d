import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { Lines } from "../build/lines";
import type { Machine } from "./machine";
import type { OutputName, ScriptRequest, ScriptResult } from "./model";

/** Real milliseconds that a script has to end by itself once it was told to. */
const GRACE_MS = 1000;

/** Real milliseconds in which what a script has printed arrives, though another program holds its output open. */
const ARRIVAL_MS = 50;

type Ended = Extract<ScriptResult, { ended: "exited" }>;

/** Runs a program of an instance, from its start to its end. What it leaves running goes on. */
export async function runScript(machine: Machine, request: ScriptRequest): Promise<ScriptResult> {
  const { signal, timeoutMs, say } = request;
  if (signal?.aborted) return { ended: "stopped" };
  const job = `script-${randomUUID()}`;
  const child = machine.sandbox.spawn(request.command, {
    cwd: request.cwd,
    environment: { ...machine.environment, ...request.environment },
    job,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const outputs = [read(child.stdout, "stdout", say), read(child.stderr, "stderr", say)];
  let cut: "timed-out" | "stopped" | undefined;
  const end = (why: "timed-out" | "stopped") => () => {
    cut ??= why;
    void machine.sandbox.end(job, "SIGTERM", GRACE_MS);
  };
  const timer = setTimeout(end("timed-out"), timeoutMs);
  const stop = end("stopped");
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const code = await exitCode(child, say);
    clearTimeout(timer);
    if (cut) return { ended: cut };
    const result = await closed(outputs, code, request.outputsMs);
    return cut ? { ended: cut } : result;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    // What still holds them open writes to nobody.
    for (const output of outputs) output.end();
  }
}

interface OpenOutput {
  readonly name: OutputName;
  /** Resolves once nobody holds it open any more. */
  readonly closed: Promise<void>;
  isClosed: boolean;
  end(): void;
}

function read(stream: Readable | null, name: OutputName, say: ScriptRequest["say"]): OpenOutput {
  const lines = new Lines((line) => say(line, name));
  const closed = new Promise<void>((resolve) => stream?.once("close", resolve));
  const output: OpenOutput = {
    name,
    closed: closed.then(() => {
      output.isClosed = true;
    }),
    isClosed: false,
    end: () => {
      lines.flush();
      stream?.removeAllListeners("data");
      // It is read on: a program that it left behind must not be ended by what it prints.
      stream?.resume();
    },
  };
  stream?.on("data", (chunk: Buffer) => lines.write(chunk));
  return output;
}

function exitCode(child: ChildProcess, say: ScriptRequest["say"]): Promise<number> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) =>
      resolve(code ?? 128 + (signal ? (constants.signals[signal] ?? 0) : 0)),
    );
    child.once("error", ({ message }) => {
      say(message, "stderr");
      resolve(127);
    });
  });
}

async function closed(outputs: readonly OpenOutput[], code: number, outputsMs?: number): Promise<Ended> {
  const all = Promise.all(outputs.map((output) => output.closed));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, outputsMs ?? ARRIVAL_MS);
  });
  await Promise.race([all, late]);
  clearTimeout(timer);
  await turn();
  const held = outputsMs === undefined ? undefined : outputs.find(({ isClosed }) => !isClosed)?.name;
  return { ended: "exited", code, heldOpen: held };
}
