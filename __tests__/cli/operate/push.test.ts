import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as codecommit from "@aws-sdk/client-codecommit";
import * as codepipeline from "@aws-sdk/client-codepipeline";
import { GitServer } from "../../operate/git-server";
import { shop } from "../../operate/shop";
import { bluegreen } from "./run";

const KEYS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "session/token==",
};
const ENV = {
  PATH: process.env.PATH,
  AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
  AWS_SESSION_TOKEN: KEYS.sessionToken,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};

const before = { ...process.env };
let folder: string;
let app: string;
let server: GitServer;

const git = (where: string, ...args: string[]) =>
  spawnSync("git", ["-C", where, "-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
    encoding: "utf8",
    env: ENV,
  }).stdout.trim();
const commit = (file: string, text = file) => {
  writeFileSync(join(app, file), text);
  git(app, "add", ".");
  git(app, "commit", "--quiet", "--message", `Add ${file}`);
  return git(app, "rev-parse", "HEAD");
};
const tipOfServer = () => git(server.repository, "rev-parse", "--verify", "--quiet", "refs/heads/main");

beforeEach(async () => {
  shop.reset();
  // The SDK itself looks for keys there.
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: ENV.AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY: ENV.AWS_SECRET_ACCESS_KEY,
    AWS_SESSION_TOKEN: ENV.AWS_SESSION_TOKEN,
  });
  folder = mkdtempSync(join(tmpdir(), "push-"));
  app = join(folder, "app");
  spawnSync("git", ["init", "--quiet", "--initial-branch=main", app], { env: ENV });
  server = await GitServer.start(join(folder, "server"), KEYS);
  shop.answer(codepipeline.GetPipelineCommand, source("CodeCommit"));
  shop.answer(codecommit.GetRepositoryCommand, { repositoryMetadata: { cloneUrlHttp: server.url } });
  shop.answer(codecommit.GetBranchCommand, () => {
    const commitId = tipOfServer();
    if (commitId) return { branch: { commitId } };
    throw Object.assign(new Error("none"), { name: "BranchDoesNotExistException" });
  });
  // The pipeline begins with whatever the branch holds.
  shop.answer(codepipeline.ListPipelineExecutionsCommand, () => ({
    pipelineExecutionSummaries: [
      {
        pipelineExecutionId: `run-of-${tipOfServer()}`,
        status: "InProgress",
        sourceRevisions: [{ revisionId: tipOfServer() }],
      },
    ],
  }));
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
  process.env = { ...before };
});

const source = (provider: string) => ({
  pipeline: {
    stages: [
      {
        actions: [
          {
            actionTypeId: { category: "Source", provider },
            configuration: { RepositoryName: "shop", BranchName: "main" },
          },
        ],
      },
    ],
  },
});

const push = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
  bluegreen(["push", app, "ecs-blue-green", "--name", "shop", "--region", "eu-central-1", "--yes", ...args], {
    ...ENV,
    ...env,
  });

describe("bluegreen push", () => {
  test("runs no hook of the folder, which would find the signature in its environment", async () => {
    const seen = join(folder, "seen");
    const hook = join(app, ".git/hooks/pre-push");
    writeFileSync(hook, `#!/bin/sh\nenv > '${seen}'\n`);
    chmodSync(hook, 0o755);
    commit("index.html");
    expect((await push()).exitCode).toBe(0);
    expect(existsSync(seen)).toBe(false);
  });

  test("sends the commit with a signature that the repository takes, and shows what it starts", async () => {
    const head = commit("index.html");
    const { exitCode, stdout, error } = await push();
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: "" });
    expect(tipOfServer()).toBe(head);
    expect(server.refused).toEqual([]);
    expect(stdout.split("\n")).toEqual([
      `${head.slice(0, 12)} Add index.html -> shop, branch main`,
      "pushed: waiting for the pipeline",
      `the pipeline shop has begun: execution run-of-${head}, InProgress. Follow it with bluegreen watch`,
      "",
    ]);
  });

  test("can write JSON of a stable shape", async () => {
    const head = commit("index.html");
    writeFileSync(join(app, "new"), "");
    const { stdout } = await push(["--json"]);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      result: "pushed",
      commit: head,
      uncommitted: 1,
      repository: "shop",
      branch: "main",
      pipeline: "shop",
      execution: { id: `run-of-${head}`, status: "InProgress" },
    });
  });

  test("is done where the commit is there and the pipeline cannot be looked at, and says why", async () => {
    const head = commit("index.html");
    shop.answer(codepipeline.ListPipelineExecutionsCommand, () => {
      if (!tipOfServer()) return { pipelineExecutionSummaries: [] };
      throw Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
    });
    const { exitCode, stdout, stderr, error } = await push(["--json"]);
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: "" });
    expect(tipOfServer()).toBe(head);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ result: "pushed", commit: head });
    expect(document).not.toHaveProperty("execution");
    expect(stderr).toMatch(
      /\nthe commit is sent; the pipeline shop was not seen to begin with it: the permission codepipeline:ListPipelineExecutions is missing.*\n$/,
    );
  });

  test("sends another branch than the one that is checked out, where it is named", async () => {
    const first = commit("one");
    git(app, "branch", "stable");
    commit("two");
    expect((await push(["--branch", "stable"])).exitCode).toBe(0);
    expect(tipOfServer()).toBe(first);
  });

  test("says so where there is nothing new", async () => {
    commit("index.html");
    await push();
    const { exitCode, stdout } = await push();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\nit is there already: nothing is started\./);
  });

  test("leaves what it does not descend from, and can replace it where that is wanted", async () => {
    commit("index.html");
    await push();
    git(app, "checkout", "--quiet", "--orphan", "other");
    const other = commit("other");
    const refused = await push();
    expect(refused).toMatchObject({
      exitCode: 1,
      error: expect.stringMatching(/^the branch main of shop holds commits that this does not descend from/),
    });
    expect(tipOfServer()).not.toBe(other);
    expect((await push(["--force"])).exitCode).toBe(0);
    expect(tipOfServer()).toBe(other);
  });

  test("shows no key, token or signature: in no word of git's, in its output, or in an address", async () => {
    // A stand-in for git writes down how it is called, and calls it.
    const real = spawnSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).stdout.trim();
    const log = join(folder, "calls");
    const bin = join(folder, "bin");
    spawnSync("mkdir", [bin]);
    writeFileSync(join(bin, "git"), `#!/bin/sh\necho "$@" >> ${log}\nexec ${real} "$@"\n`);
    chmodSync(join(bin, "git"), 0o755);
    const trace = join(folder, "trace");
    const head = commit("index.html");
    const { stdout, stderr } = await push([], {
      PATH: `${bin}:${process.env.PATH}`,
      GIT_TRACE: trace,
      GIT_TRACE_CURL: trace,
      GIT_TRACE_REDACT: "0",
      GIT_CURL_VERBOSE: "1",
    });
    expect(tipOfServer()).toBe(head);
    const written = [stdout, stderr, readFileSync(log, "utf8"), git(app, "config", "--list")].join("\n");
    expect(written).toMatch(/ push --no-verify http:\/\/127\.0\.0\.1:\d+\/v1\/repos\/shop/);
    const [, basic = ""] = server.admitted[0]?.split(" ") ?? [];
    const [, password = ""] = /:(\d{8}T\d{6}Z.*)$/.exec(Buffer.from(basic, "base64").toString()) ?? [];
    expect(password).toHaveLength(80);
    for (const secret of [...Object.values(KEYS), password, basic]) expect(written).not.toContain(secret);
    expect(spawnSync("ls", [trace]).status).not.toBe(0);
  });

  test("no helper of the user's is told the credentials", async () => {
    const told = join(folder, "told");
    commit("index.html");
    git(app, "config", "credential.helper", `!f() { cat >> ${told}; echo "$@" >> ${told}; }; f`);
    expect((await push()).exitCode).toBe(0);
    expect(spawnSync("ls", [told]).status).not.toBe(0);
  });

  test("says what is missing where the repository refuses", async () => {
    commit("index.html");
    process.env.AWS_SECRET_ACCESS_KEY = "another";
    const { exitCode, error } = await push();
    expect(exitCode).toBe(1);
    expect(error).toMatch(/^CodeCommit refuses the push to shop: allow whoever calls codecommit:GitPush/);
    expect(server.refused).toContain("signature");
  });

  test.each<[string, () => void, string]>([
    [
      "the folder is no repository",
      () => rmSync(join(app, ".git"), { recursive: true }),
      "is no git repository",
    ],
    ["it has no commit", () => undefined, "has no commit HEAD"],
    [
      "the pipeline has its source elsewhere",
      () => {
        commit("index.html");
        shop.answer(codepipeline.GetPipelineCommand, source("CodeStarSourceConnection"));
      },
      "has its source from CodeStarSourceConnection, not from CodeCommit",
    ],
    [
      "the address is one that anybody could read along",
      () => {
        commit("index.html");
        shop.answer(codecommit.GetRepositoryCommand, {
          repositoryMetadata: { cloneUrlHttp: "http://git.example.com/v1/repos/shop" },
        });
      },
      "only https is pushed to",
    ],
  ])("fails where %s", async (_, make, message) => {
    make();
    const { exitCode, error } = await push();
    expect({ exitCode, error }).toEqual({ exitCode: 1, error: expect.stringContaining(message) });
    expect(server.admitted).toEqual([]);
  });

  test("sends nothing unasked where there is no terminal", async () => {
    commit("index.html");
    const { exitCode, error } = await bluegreen(
      ["push", app, "ecs-blue-green", "--name", "shop", "--region", "eu-central-1"],
      ENV,
    );
    expect({ exitCode, error }).toEqual({ exitCode: 1, error: expect.stringContaining("give --yes") });
    expect(server.admitted).toEqual([]);
  });

  test.each([
    ["sends", "maybe\ny\n", true],
    ["does not send", "n\n", false],
  ])("asks in a terminal, and %s by the answer %j", async (_, typed, isSent) => {
    commit("index.html");
    const line = ["push", app, "ecs-blue-green", "--name", "shop", "--region", "eu-central-1"];
    const { exitCode, stderr, stdout } = await bluegreen(line, ENV, typed);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("It starts shop. Go on? Type y or n, and Enter: ");
    expect(stdout.includes("pushed: waiting for the pipeline")).toBe(isSent);
    expect(tipOfServer() !== "").toBe(isSent);
  });
});
