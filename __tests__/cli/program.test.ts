import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../cli/program";
import { version } from "../../package.json";

async function run(...args: string[]) {
  const written = { stdout: "", stderr: "" };
  const exitCode = await runProgram(args, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    env: {},
  });
  return { exitCode, ...written };
}

const NO_ADDRESS =
  /^error: option '--endpoint-url <url>' argument '.*' is invalid\. it is an address with http:\/\/ or https:\/\/, such as /;

describe("the command line", () => {
  test("can say its version", async () => {
    expect(await run("--version")).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("can tell of its commands", async () => {
    const { exitCode, stdout } = await run("--help");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}synth .*\n {2}cost /m);
    expect(stdout).toMatch(/Exit codes: 0 done, 1 failed, 2 wrong usage\.\n$/);
  });

  test.each(["synth", "cost"])("can show examples of %s", async (command) => {
    const { exitCode, stdout } = await run(command, "--help");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`\nExamples:\n  bluegreen ${command} +\\w`));
  });

  test.each([
    ["no command", [], /^Usage: bluegreen/],
    ["an unknown command", ["snyth"], /unknown command 'snyth'\n\(Did you mean synth\?\)/],
    ["an unknown option", ["cost", "--jsn"], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
    ["an option without its value", ["synth", "--output"], /argument missing/],
    ["too many words", ["cost", "a", "b"], /too many arguments/],
    ["an address without its scheme", ["status", "--endpoint-url", "localhost:4566"], NO_ADDRESS],
    ["no address at all", ["push", "--endpoint-url", "nonsense"], NO_ADDRESS],
  ])("ends with 2 on %s", async (_, args, message) => {
    const { exitCode, stdout, stderr } = await run(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
  });
});

describe("bluegreen ecs-deploy", () => {
  test.each([
    ["its help", ["--help"], 0, /^Usage: ecs-deploy /],
    [
      "its own version of an option",
      ["-n", "shop", "-d", "web"],
      6,
      /^error: a service and a task definition/,
    ],
    ["no word", [], 3, /^Usage: ecs-deploy /],
  ])("hands on %s, and what it ends with", async (_, args, code, message) => {
    const { exitCode, stdout, stderr } = await run("ecs-deploy", ...args);
    expect(exitCode).toBe(code);
    expect(stdout + stderr).toMatch(message);
  });
});

describe("bluegreen cost", () => {
  const folder = mkdtempSync(join(tmpdir(), "cost-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    const stacks: Record<string, object> = {};
    for (const [name, resource] of Object.entries({
      web: { aws_kms_key: { a: {} } },
      state: { aws_rds_cluster: { a: {} } },
    })) {
      const synthesizedStackPath = `stacks/${name}/cdk.tf.json`;
      stacks[name] = { synthesizedStackPath };
      mkdirSync(join(folder, "stacks", name), { recursive: true });
      writeFileSync(
        join(folder, synthesizedStackPath),
        JSON.stringify({ provider: { aws: [{ region: "us-east-1" }] }, resource }),
      );
    }
    writeFileSync(join(folder, "manifest.json"), JSON.stringify({ stacks }));
  });

  test("can print the sheet of every stack", async () => {
    const { exitCode, stdout } = await run("cost", "--output", folder);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^web\n\nat rest.*\n\nstate\n\nnotes\n.*- no price known: aws_rds_cluster\n$/s);
  });

  test("can print one stack as JSON of a stable shape", async () => {
    const { stdout } = await run("cost", "web", "--json", "-o", folder);
    const line = { resource: "aws_kms_key.a", estimate: false };
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      stacks: [
        {
          stack: "web",
          region: "us-east-1",
          prices: { currency: "USD", region: "us-east-1", read: expect.any(String) },
          atRest: [
            {
              ...line,
              price: "kmsKeyMonth",
              label: "KMS key",
              count: 1,
              unit: "month",
              unitPrice: 1,
              month: 1,
            },
          ],
          month: 1,
          byUse: [
            { ...line, price: "kmsRequests", label: "requests to KMS", unit: "10,000", unitPrice: 0.03 },
          ],
          release: null,
          savings: [],
          unknown: [],
          notes: [],
        },
      ],
    });
  });

  test("fails on a stack that is not there, and names those that are", async () => {
    await expect(run("cost", "wbe", "--output", folder)).rejects.toThrow(
      `${folder} holds no stack wbe: choose one of web, state`,
    );
  });

  test("fails where nothing was synthesised, and says how to", async () => {
    const empty = join(folder, "stacks");
    await expect(run("cost", "--output", empty)).rejects.toThrow(
      `${empty} holds no synthesised stacks: run bluegreen synth --output ${empty} first`,
    );
  });
});
