import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Command, CommanderError } from "commander";
import { addCheck } from "../../../cli/commands/check";
import { ecsBlueGreen } from "../../helpers/systems";
import { Sample } from "../../release-check/sample";

const output = mkdtempSync(join(tmpdir(), "check-"));
const sample = new Sample();

beforeAll(() => {
  synthesise(output, { "ecs-blue-green": ecsBlueGreen().text, state: "{}" });
});

afterAll(() => {
  rmSync(output, { recursive: true });
  sample.remove();
});

function synthesise(folder: string, texts: Readonly<Record<string, string>>) {
  const stacks: Record<string, object> = {};
  for (const [name, text] of Object.entries(texts)) {
    stacks[name] = { synthesizedStackPath: `stacks/${name}/cdk.tf.json` };
    const file = join(folder, `stacks/${name}/cdk.tf.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ stacks }));
}

async function check(...args: string[]) {
  const written = { stdout: "", stderr: "" };
  const writeErr = (text: string) => (written.stderr += text);
  const program = new Command("bluegreen").exitOverride().configureOutput({ writeErr });
  addCheck(program, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: writeErr },
    env: {},
  });
  const ended = await program
    .parseAsync(["check", "--output", output, ...args], { from: "user" })
    .catch((error) => {
      if (!(error instanceof CommanderError)) throw error;
      return error;
    });
  return { ...written, code: ended instanceof CommanderError ? ended.code : "done" };
}

describe("bluegreen check", () => {
  test("can check the sample of the only stack with a pipeline", async () => {
    expect(await check()).toEqual({ code: "done", stdout: "0 errors, 0 warnings\n", stderr: "" });
  });

  test("says where it is and what to do, and ends as failed where there is an error", async () => {
    sample.edit({
      "appspec.yaml": ["<CONTAINER_PORT>", "80"],
      Dockerfile: ["EXPOSE 8080", "EXPOSE 80"],
    });
    const { code, stdout, stderr } = await check("ecs-blue-green", "--app", sample.folder);
    expect({ code, stderr }).toEqual({ code: "bluegreen.check", stderr: "" });
    expect(stdout.split("\n")).toEqual([
      `${sample.folder}/appspec.yaml:11: error: ContainerPort is 80, and the stack's service has 8080; write ContainerPort: 8080`,
      expect.stringMatching(`^${sample.folder}/Dockerfile:19: warning: exposes 80, .*; let the container`),
      "1 error, 1 warning",
      "",
    ]);
  });

  test("ends as done where there are only warnings", async () => {
    sample.edit({ "appspec.yaml": ["80", "8080"] });
    expect(await check("--app", sample.folder)).toMatchObject({
      code: "done",
      stdout: expect.stringMatching(/\n0 errors, 1 warning\n$/),
    });
  });

  test.each<[string, string[], string]>([
    [
      "a stack that is not there",
      ["ecs"],
      `${output} holds no stack ecs: choose one of ecs-blue-green, state`,
    ],
    [
      "a stack that releases nothing",
      ["state", "--app", "."],
      "state has no aws_codepipeline: choose a stack that releases an application",
    ],
    ["a stack with no sample", ["state"], "state has no sample: name your application's folder with --app"],
    [
      "a folder that is not there",
      ["--app", "nowhere"],
      "nowhere is no folder: name your application's with --app",
    ],
    [
      "a folder that nothing was synthesised to",
      ["--output", "nowhere"],
      "nowhere holds no synthesised stacks: run bluegreen synth --output nowhere first",
    ],
  ])("takes %s for wrong usage", async (_, args, message) => {
    expect(await check(...args)).toEqual({ code: "commander.error", stdout: "", stderr: `${message}\n` });
  });

  test("takes it for wrong usage where it is not clear which stack is meant", async () => {
    const several = join(output, "several");
    const none = join(output, "none");
    synthesise(several, { a: ecsBlueGreen().text, b: ecsBlueGreen().text, c: "{}" });
    synthesise(none, { a: "{}", b: "{}" });
    expect((await check("--output", several)).stderr).toBe(
      "several stacks release an application: choose one of a, b\n",
    );
    expect((await check("--output", none)).stderr).toBe(
      "no stack among a, b releases an application: choose others with bluegreen synth --systems\n",
    );
  });
});
