import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { mockClient } from "aws-sdk-client-mock";
import { DockerfileParser } from "dockerfile-ast";
import { parse } from "yaml";
import { Account, ecsDeploy } from "./account";

const ROOT = resolve(__dirname, "../..");
const account = new Account(mockClient);
const folder = mkdtempSync(join(tmpdir(), "recipes-"));
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

beforeAll(() => {
  // Programs that tell what they were called with.
  for (const program of ["docker", "aws", "ecs-deploy"]) {
    const file = join(folder, program);
    // In one write: of a pipe both ends are told at once.
    writeFileSync(
      file,
      `#!/bin/sh\nline=${program}\nfor word in "$@"; do line="$line$(printf '\\037')$word"; done\nprintf '%s\\n' "$line" >> calls\n`,
    );
    chmodSync(file, 0o755);
  }
});

beforeEach(() => account.reset());
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs lines of a recipe, and tells the calls of programs that they made. */
function callsOf(lines: readonly string[], env: Readonly<Record<string, string>>): string[][] {
  rmSync(join(folder, "calls"), { force: true });
  execFileSync("bash", ["-euc", lines.join("\n")], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env.PATH}`, ...env },
    // To a socket, as Node's pipes are, bash would say hello.
    stdio: ["ignore", "pipe", "pipe"],
  });
  return readFileSync(join(folder, "calls"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\u001f"));
}

/** What stands behind the name of the image, or of the command. */
function wordsBehind(call: readonly string[] = [], name: string): string[] {
  return call.slice(call.indexOf(name) + 1);
}

/** That the command takes such words, and what it would release. */
async function wouldRelease(words: readonly string[]): Promise<string | undefined> {
  const { exitCode, stderr } = await ecsDeploy(words.filter((word) => word !== "--digest"));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return account.revisions[1]?.containerDefinitions?.[0]?.image;
}

describe("the Dockerfile", () => {
  const instructions = DockerfileParser.parse(read("Dockerfile")).getInstructions();
  const of = (keyword: string) =>
    instructions
      .filter((instruction) => instruction.getKeyword() === keyword)
      .map((found) => found.getArgumentsContent() ?? "");

  test("runs the command, not as root, from an image that holds no build", () => {
    expect(of("USER")).toEqual(["node"]);
    expect(of("FROM")).toEqual(["node:22-alpine AS build", "node:22-alpine"]);
    expect(of("ENTRYPOINT")).toEqual(['["ecs-deploy"]']);
    expect(of("COPY").at(-1)).toBe("/src/dist/ecs-deploy /usr/local/bin/ecs-deploy");
  });

  test("copies all that the command is built from, and nothing that .dockerignore keeps away", () => {
    const copied = of("COPY")
      .filter((text) => !text.startsWith("/src/"))
      .flatMap((text) => text.split(" ").slice(0, -1))
      .map((path) => path.replace("./", ""));
    const allowed = read(".dockerignore").split("\n").filter(Boolean);
    expect(allowed).toEqual(["*", ...copied.map((path) => `!${path}`)]);

    const context = join(folder, "context");
    mkdirSync(context);
    for (const path of copied) cpSync(join(ROOT, path), join(context, path), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(context, "node_modules"));
    const [build = ""] = of("RUN").filter((command) => command.startsWith("node "));
    execFileSync("sh", ["-c", build], { cwd: context });
    // By itself, without a package beside it.
    const command = join(folder, "alone");
    cpSync(join(context, "dist/ecs-deploy"), command);
    expect(execFileSync(command, ["--help"], { encoding: "utf8" })).toMatch(/^Usage: ecs-deploy/);
  });
});

describe("the action of GitHub", () => {
  const action = parse(read("action.yml"));
  const [build, release] = action.runs.steps;

  test("has a description of each input, and hands each over by the environment", () => {
    for (const input of Object.values<{ description: string }>(action.inputs)) {
      expect(input.description).toMatch(/\.$/);
    }
    expect(Object.values(release.env)).toEqual(
      Object.keys(action.inputs).map((name) => `\${{ inputs.${name} }}`),
    );
    expect(build.run + release.run).not.toContain("${{");
  });

  test("runs the command with what it was given, whatever is in it", async () => {
    const NONE = { CLUSTER: "", SERVICE: "", TASK_DEFINITION: "", IMAGE: "", REGION: "", ARGUMENTS: "" };
    const given = { CLUSTER: "prod", SERVICE: "shop", IMAGE: "example.com/shop:2", REGION: "eu-central-1" };
    const [, call] = callsOf([build.run, release.run], {
      ...NONE,
      ...given,
      GITHUB_ACTION_PATH: ROOT,
      ARGUMENTS: "--env\nTEXT=a $(touch hit) b\n--timeout\n600\n",
    });
    const words = wordsBehind(call, "ecs-deploy:action");
    expect(await wouldRelease(words)).toBe("example.com/shop:2");
    expect(account.revisions[1]?.containerDefinitions?.[0]?.environment).toEqual([
      { name: "TEXT", value: "a $(touch hit) b" },
    ]);
  });

  test("is used by the example with inputs that it has", async () => {
    const { jobs } = parse(read("examples/ecs-deploy/github-workflow.yml"));
    const step = jobs.release.steps.find(({ uses }: { uses?: string }) => uses?.includes("cdktf-blue-green"));
    const inputs = Object.keys(step.with);
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(inputs));
    expect(
      await wouldRelease([
        "-c",
        "prod",
        "-n",
        "shop",
        "-i",
        "shop:2",
        ...step.with.arguments.trim().split("\n"),
      ]),
    ).toBe("shop:2");
  });
});

describe("the other examples", () => {
  test("GitLab CI releases what it has pushed", async () => {
    const { build, release } = parse(read("examples/ecs-deploy/gitlab-ci.yml"));
    const env = {
      CI_REGISTRY_IMAGE: "registry.example.com/shop",
      CI_COMMIT_SHORT_SHA: "a1b2c3d",
      CI_REGISTRY: "r",
      CI_REGISTRY_USER: "u",
      CI_REGISTRY_PASSWORD: "p",
    };
    const calls = callsOf([...build.script, ...release.script], env);
    expect(calls[2]).toEqual(["docker", "push", "registry.example.com/shop:a1b2c3d"]);
    expect(await wouldRelease(wordsBehind(calls[3], "ecs-deploy"))).toBe("registry.example.com/shop:a1b2c3d");
  });

  test("CodeBuild releases what it has pushed", async () => {
    const { phases, env } = parse(read("examples/ecs-deploy/buildspec.yml"));
    const commands = [...phases.pre_build.commands, ...phases.build.commands];
    const calls = callsOf(commands, {
      ...env.variables,
      ECS_DEPLOY_IMAGE: "tools/ecs-deploy:1",
      CODEBUILD_RESOLVED_SOURCE_VERSION: "a1b2c3d",
    });
    const pushed = calls.find(([, word]) => word === "push")?.[2];
    expect(pushed).toMatch(/\/shop:a1b2c3d$/);
    expect(await wouldRelease(wordsBehind(calls.at(-1), "tools/ecs-deploy:1"))).toBe(pushed);
  });
});
