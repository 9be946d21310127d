import { type Callback, type Handler, loadHandler, RuntimeError } from "../hooks/load-handler";
import type { HostMessage, InvocationMessage } from "../hooks/messages";

const {
  _HANDLER = "",
  LAMBDA_TASK_ROOT = "",
  AWS_LAMBDA_FUNCTION_NAME,
  AWS_LAMBDA_FUNCTION_VERSION,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  AWS_LAMBDA_LOG_GROUP_NAME,
  AWS_LAMBDA_LOG_STREAM_NAME,
} = process.env;

for (const stream of [process.stdout, process.stderr]) writeAtOnce(stream);
process.once("disconnect", () => process.exit(1));
process.once("message", (message: InvocationMessage) => void invoke(message));
answer({ ready: true });

/** Nothing that was printed may be lost when the process is ended. */
function writeAtOnce(stream: NodeJS.WriteStream & { _handle?: { setBlocking?(on: boolean): void } }): void {
  stream._handle?.setBlocking?.(true);
}

function answer(message: HostMessage): void {
  process.send?.(message);
}

async function invoke(message: InvocationMessage): Promise<void> {
  // The process is to stay for what the handler waits for, and for nothing else.
  process.channel?.unref();
  // What started this program would show the error and leave.
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", (reason) =>
    fail(new RuntimeError("UnhandledPromiseRejection", String(reason))),
  );
  try {
    run(await loadHandler(LAMBDA_TASK_ROOT, _HANDLER), message);
  } catch (error) {
    fail(error);
  }
}

/**
 * A promise is answered when it settles; a callback once nothing is left to wait for, unless the handler says otherwise.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html callbackWaitsForEmptyEventLoop
 */
function run(handler: Handler, message: InvocationMessage): void {
  const context = contextOf(message);
  let whenIdle = isAsync(handler) ? neverSettled : () => succeed(undefined);
  process.on("beforeExit", () => whenIdle());
  const callback: Callback = (error, value) => {
    const settle = () => (error === undefined || error === null ? succeed(value) : fail(error));
    if (context.callbackWaitsForEmptyEventLoop) whenIdle = settle;
    else settle();
  };
  const result = handler(message.event, context, callback);
  if (typeof Object(result).then === "function") Promise.resolve(result).then(succeed, fail);
}

function contextOf({ requestId, functionArn, limitMs }: InvocationMessage) {
  const deadline = performance.now() + limitMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

function isAsync(handler: Handler): boolean {
  return handler.constructor.name === "AsyncFunction";
}

function neverSettled(): void {
  fail(
    new RuntimeError(
      "NodeJsExit",
      "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled.",
    ),
  );
}

function succeed(value: unknown): void {
  try {
    answer({ value: JSON.stringify(value) ?? "null" });
  } catch {
    fail(new Error("Unable to stringify response body"));
  }
}

function fail(error: unknown): void {
  const type = error instanceof Error ? error.name : typeof error;
  answer({ error: `${type}: ${error instanceof Error ? error.message : String(error)}` });
}
