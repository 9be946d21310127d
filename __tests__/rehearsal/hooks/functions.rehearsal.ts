import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { strToU8, zipSync } from "fflate";
import { bundleLambda } from "../../../lambda/bundle";
import { SpedUpClock } from "../../../rehearsal/clock";
import { createFunctions, type FunctionsProps, LIMIT_FLOOR_MS } from "../../../rehearsal/hooks";
import type { FunctionModel } from "../../../rehearsal/hooks/model";
import { type GuardedProcesses, startProcesses } from "../../../rehearsal/processes";
import { RUN_VARIABLE } from "../../../rehearsal/processes/sweep";
import { startServer } from "../../lambda/green-server";

let folder: string;
let processes: GuardedProcesses;
let zips = 0;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "functions-")));
  processes = await startProcesses(folder);
});
afterAll(async () => {
  await processes.close();
  rmSync(folder, { recursive: true });
});

function model(zip: string, changes: Partial<FunctionModel> = {}): FunctionModel {
  return {
    name: "hook",
    arn: "arn:aws:lambda:eu-central-1:123456789012:function:hook",
    zip,
    handler: "index.handler",
    memorySize: 128,
    timeout: 300,
    environment: {},
    ...changes,
  };
}

function zipOf(files: Record<string, string>): string {
  const zip = join(folder, `${zips++}.zip`);
  const content = Object.entries(files).map(([name, code]) => [name, strToU8(code)]);
  writeFileSync(zip, zipSync(Object.fromEntries(content)));
  return zip;
}

function create(functions: FunctionModel[], changes: Partial<FunctionsProps> = {}) {
  return createFunctions({
    functions,
    processes,
    folder: mkdtempSync(join(folder, "run-")),
    clock: new SpedUpClock(60),
    endpointUrl: "http://127.0.0.1:9",
    ...changes,
  });
}

/** Runs files as a function of their own. */
async function run(
  files: string | Record<string, string>,
  changes: Partial<FunctionModel> = {},
  event?: unknown,
) {
  const lines: string[] = [];
  const zip = zipOf(typeof files === "string" ? { "index.js": files } : files);
  const result = await create([model(zip, changes)]).invoke("hook", event, (line) => lines.push(line));
  return { result, lines };
}

describe("a function that returns", () => {
  test("can be of a promise, and is a round trip through JSON", async () => {
    const { result } = await run(
      "exports.handler = async (event) => ({ event, at: new Date(0), nothing: undefined })",
      {},
      { DeploymentId: "d-1" },
    );
    expect(result).toEqual({
      ended: "returned",
      value: { event: { DeploymentId: "d-1" }, at: "1970-01-01T00:00:00.000Z" },
    });
  });

  test("can call back, once nothing is left to wait for", async () => {
    const code = `exports.handler = (event, context, callback) => {
      setTimeout(() => console.log("late"), 50);
      callback(null, "called");
    }`;
    expect(await run(code)).toEqual({ result: { ended: "returned", value: "called" }, lines: ["late"] });
  });

  test("can call back at once, if it says so", async () => {
    const code = `exports.handler = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = false;
      setInterval(() => {}, 1e6);
      callback(null, "called");
    }`;
    expect((await run(code)).result).toEqual({ ended: "returned", value: "called" });
  });

  test.each([
    ["no value", "exports.handler = async () => {}"],
    ["no answer", "exports.handler = () => {}"],
  ])("gives null for %s", async (_, code) => {
    expect((await run(code)).result).toEqual({ ended: "returned", value: null });
  });

  test("ends whatever else it began", async () => {
    const code = `exports.handler = async () => {
      require("node:child_process").spawn("sleep", ["1000"], { stdio: "inherit" });
      setInterval(() => {}, 1e6);
      return "done";
    }`;
    expect((await run(code)).result).toEqual({ ended: "returned", value: "done" });
  });

  test("prints a flood, and not a line is lost", async () => {
    const code = `exports.handler = async () => {
      for (let line = 0; line < 50_000; line++) console[line % 2 ? "log" : "error"]("line " + line);
      process.stdout.write("no end of line");
    }`;
    const { lines } = await run(code);
    expect(lines).toHaveLength(50_001);
    expect(lines).toEqual(expect.arrayContaining(["line 0", "line 49999", "no end of line"]));
  });
});

describe("the code of a function", () => {
  const answer = (module: string) => ({ ended: "returned", value: module });

  test.each([
    ["CommonJS", { "index.cjs": 'exports.handler = async () => "cjs"' }, "cjs"],
    ["a module", { "index.mjs": 'export const handler = async () => "mjs"' }, "mjs"],
    [
      "a module that awaits and imports",
      {
        "index.mjs": 'const { word } = await import("./word.mjs"); export const handler = async () => word;',
        "word.mjs": 'export const word = "imported"',
      },
      "imported",
    ],
    [
      "a module by its package",
      {
        "index.js": 'export const handler = async () => import.meta.url.split("/").at(-1)',
        "package.json": '{ "type": "module" }',
      },
      "index.js",
    ],
  ])("can be %s", async (_, files, value) => {
    expect((await run(files)).result).toEqual(answer(value));
  });

  test("can lie in folders, with a nested handler", async () => {
    const files = { "src/hook.js": "exports.api = { check: async () => __dirname.slice(-9) }" };
    expect((await run(files, { handler: "src/hook.api.check" })).result).toEqual(answer("/hook/src"));
  });

  test("is unpacked once, in the place of older code", async () => {
    const zip = zipOf({
      "index.js": 'exports.handler = async () => require("node:fs").readdirSync(__dirname)',
    });
    const home = mkdtempSync(join(folder, "run-"));
    mkdirSync(join(home, "functions/hook"), { recursive: true });
    writeFileSync(join(home, "functions/hook/old.js"), "");
    const functions = create([model(zip)], { folder: home });
    const first = await functions.invoke("hook", {}, () => undefined);
    rmSync(zip);

    expect(first).toEqual({ ended: "returned", value: ["index.js"] });
    expect(await functions.invoke(model(zip).arn, {}, () => undefined)).toEqual(first);
  });

  test.each(["../out.js", "/out.js", "a/../../out.js"])(
    "fails when it leaves its folder: %s",
    async (file) => {
      await expect(run({ [file]: "" })).rejects.toThrow(`holds "${file}", which leaves its folder`);
    },
  );

  test("fails when there is no zip, or it is none", async () => {
    const say = () => undefined;
    await expect(create([model("/no.zip")]).invoke("hook", {}, say)).rejects.toThrow(
      "function hook: there is no file /no.zip. Run bluegreen synth again",
    );
    await expect(create([model(__filename)]).invoke("hook", {}, say)).rejects.toThrow("is no zip file");
  });
});

describe("a function that fails", () => {
  test.each([
    ["throws", 'exports.handler = () => { throw new TypeError("boom") }', "TypeError: boom"],
    ["rejects", 'exports.handler = async () => { throw new Error("boom") }', "Error: boom"],
    ["calls back", "exports.handler = (e, c, callback) => callback('not good')", "string: not good"],
    [
      "throws later",
      'exports.handler = () => setTimeout(() => { throw new Error("late") }, 1)',
      "Error: late",
    ],
    [
      "lets a rejection go",
      'exports.handler = async () => { Promise.reject(new Error("lost")); await new Promise(setImmediate) }',
      "Runtime.UnhandledPromiseRejection: Error: lost",
    ],
    [
      "never settles",
      "exports.handler = async () => new Promise(() => {})",
      "Runtime.NodeJsExit: The Lambda runtime client detected an unexpected Node.js exit code.",
    ],
    [
      "returns what is no JSON",
      "exports.handler = async () => 1n",
      "Error: Unable to stringify response body",
    ],
    ["has no handler", "exports.other = 1", "Runtime.HandlerNotFound: index.handler is undefined"],
    ["has a handler that is none", "exports.handler = 1", "index.handler is not a function"],
    ["cannot be read", "exports.handler = (", "Runtime.UserCodeSyntaxError: SyntaxError: "],
    [
      "misses a package",
      'require("nothing")',
      "Runtime.ImportModuleError: Error: Cannot find module 'nothing'",
    ],
  ])("%s", async (_, code, error) => {
    expect((await run(code)).result).toEqual({ ended: "failed", error: expect.stringContaining(error) });
  });

  test.each([
    ["process.exit(3)", "Runtime exited with error: exit status 3"],
    ["process.exit(0)", "Runtime exited without providing a reason"],
    ["process.kill(process.pid, 'SIGSEGV')", "Runtime exited with error: signal: segmentation fault"],
  ])("exits: %s", async (code, words) => {
    const { result, lines } = await run(`exports.handler = () => { console.log("before"); ${code} }`);
    expect(result).toEqual({
      ended: "failed",
      error: expect.stringMatching(new RegExp(`^RequestId: [\\da-f-]{36} Error: ${words}$`)),
    });
    expect(lines).toEqual(["before"]);
  });

  test("eats more memory than it has", async () => {
    const code = `exports.handler = async () => {
      const held = [];
      for (;;) held.push(new Array(1e5).fill(held.length));
    }`;
    expect((await run(code)).result).toEqual({
      ended: "failed",
      error: expect.stringContaining("Runtime exited with error: signal: aborted"),
    });
  });

  test("is not there, or misses its file", async () => {
    const functions = create([]);
    expect(await functions.invoke("hook", {}, () => undefined)).toEqual({
      ended: "failed",
      error: "Function not found: hook",
    });
    expect((await run({ "other.js": "" })).result).toEqual({
      ended: "failed",
      error: expect.stringContaining("Runtime.ImportModuleError: Error: Cannot find module"),
    });
  });
});

test("a function ends with the rehearsal that invoked it", async () => {
  const taskRoot = mkdtempSync(join(folder, "task-"));
  writeFileSync(
    join(taskRoot, "index.js"),
    'exports.handler = () => { console.log("began"); setInterval(() => {}, 1e6) }',
  );
  const host = processes.spawn(process.execPath, processes.child("lambda-host"), {
    env: { _HANDLER: "index.handler", LAMBDA_TASK_ROOT: taskRoot },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  host.once("message", () => host.send({ event: {}, requestId: "1", functionArn: "", limitMs: 60_000 }));
  await once(host.stdout as NodeJS.ReadableStream, "data");
  host.disconnect();
  expect(await once(host, "exit")).toEqual([1, null]);
});

describe("the limit of a function", () => {
  test.each([
    ["waits", "await new Promise(() => setInterval(() => {}, 1e6))"],
    ["spins", "for (;;) ;"],
  ])("ends one that %s", async (_, body) => {
    const code = `exports.handler = async () => { console.log("began"); ${body} }`;
    const { result, lines } = await run(code, { timeout: 0.5 });
    expect(result).toEqual({
      ended: "timed-out",
      error: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 0.50 seconds$/),
    });
    expect(lines).toEqual(["began"]);
  });

  test.each([
    ["what AWS gives, where that is little", 60, 3, 3000],
    ["enough to work in, however fast the clock", 60, 300, LIMIT_FLOOR_MS],
    ["its time on the clock, where that is more", 2, 300, 150_000],
  ])("leaves it %s", async (_, speed, timeout, limitMs) => {
    const zip = zipOf({ "index.js": "exports.handler = async (e, c) => c.getRemainingTimeInMillis()" });
    const functions = create([model(zip, { timeout })], { clock: new SpedUpClock(speed) });
    const { value } = (await functions.invoke("hook", {}, () => undefined)) as { value: number };
    expect(value).toBeLessThanOrEqual(limitMs);
    expect(value).toBeGreaterThan(limitMs - 1000);
  });
});

describe("what a function finds", () => {
  test("is its own environment and Lambda's, and nothing of the user's", async () => {
    const zip = zipOf({ "index.js": "exports.handler = async () => process.env" });
    const environment = {
      TEST_URL: "http://lb.example:8080",
      LIST: '["http://lb.example:8080/a"]',
      TZ: "CET",
      AWS_REGION: "x",
    };
    const functions = create([model(zip, { environment })], {
      replace: (url) => url.replace("lb.example:8080", "127.0.0.1:4711"),
    });
    const { value } = (await functions.invoke("hook", {}, () => undefined)) as { value: NodeJS.ProcessEnv };
    const { [RUN_VARIABLE]: _mark, PATH, LAMBDA_TASK_ROOT, ...rest } = value;

    expect(LAMBDA_TASK_ROOT).toMatch(/\/functions\/hook$/);
    expect(PATH?.split(":")).toContain("/usr/bin");
    expect(rest).toEqual({
      TEST_URL: "http://127.0.0.1:4711",
      LIST: '["http://127.0.0.1:4711/a"]',
      TZ: "CET",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      LANG: "en_US.UTF-8",
      HOME: "/nonexistent",
      _HANDLER: "index.handler",
      AWS_REGION: "eu-central-1",
      AWS_DEFAULT_REGION: "eu-central-1",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
      AWS_LAMBDA_FUNCTION_NAME: "hook",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/hook",
      AWS_LAMBDA_LOG_STREAM_NAME: "rehearsal",
      AWS_ACCESS_KEY_ID: "rehearsal",
      AWS_SECRET_ACCESS_KEY: "rehearsal",
      AWS_SESSION_TOKEN: "rehearsal",
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_ENDPOINT_URL_CODEDEPLOY: "http://127.0.0.1:9",
    });
  });

  test("is Lambda's context, and its own folder", async () => {
    const { result } = await run(
      "exports.handler = async (e, c) => ({ ...c, folder: process.cwd() === __dirname })",
    );
    expect(result).toEqual({
      ended: "returned",
      value: {
        callbackWaitsForEmptyEventLoop: true,
        functionName: "hook",
        functionVersion: "$LATEST",
        invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:hook",
        memoryLimitInMB: "128",
        awsRequestId: expect.stringMatching(/^[\da-f-]{36}$/),
        logGroupName: "/aws/lambda/hook",
        logStreamName: "rehearsal",
        folder: true,
      },
    });
  });
});

describe("validate-green", () => {
  test.each([
    ["Succeeded", 200],
    ["Failed", 500],
  ])("reports %s for a green that answers %s", async (status, answered) => {
    const green = await startServer((_, response) => response.writeHead(answered).end());
    const reports: unknown[] = [];
    const codeDeploy = await startServer(async (request, response) => {
      reports.push({ target: request.headers["x-amz-target"], ...JSON.parse(await text(request)) });
      response.setHeader("content-type", "application/x-amz-json-1.1").end("{}");
    });
    const environment = {
      CHECKS: '[{"path":"/"}]',
      CHECK_RETRIES: "0",
      TEST_URL: "http://lb.example:8080",
    };
    const functions = create([model(bundleLambda("validate-green"), { environment, memorySize: 256 })], {
      endpointUrl: codeDeploy.url,
      replace: () => green.url,
    });
    const lines: string[] = [];
    const event = { DeploymentId: "d-EXAMPLE01", LifecycleEventHookExecutionId: "hook-1" };
    const result = await functions.invoke("hook", event, (line) => lines.push(line));
    await Promise.all([green.close(), codeDeploy.close()]);

    expect(result).toEqual({ ended: "returned", value: null });
    expect(reports).toEqual([
      {
        target: "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus",
        deploymentId: "d-EXAMPLE01",
        lifecycleEventHookExecutionId: "hook-1",
        status,
      },
    ]);
    expect(lines.join("\n")).toContain(`"reported":"${status}"`);
  });
});
