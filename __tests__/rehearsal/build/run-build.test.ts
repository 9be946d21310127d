import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { buildspec, outline, Workplace } from "./workplace";

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.remove());

describe("phases", () => {
  test("run in CodeBuild's order", async () => {
    const result = await place.run(
      buildspec({ post_build: ["echo 4"], build: ["echo 3"], pre_build: ["echo 2"], install: ["echo 1"] }),
    );
    expect(place.printed()).toEqual(["1", "2", "3", "4"]);
    expect(outline(result)).toEqual([
      "DOWNLOAD_SOURCE SUCCEEDED",
      "INSTALL SUCCEEDED",
      "PRE_BUILD SUCCEEDED",
      "BUILD SUCCEEDED",
      "POST_BUILD SUCCEEDED",
      "UPLOAD_ARTIFACTS SUCCEEDED",
      "COMPLETED SUCCEEDED",
    ]);
    expect(result.status).toBe("SUCCEEDED");
  });

  test.each(["install", "pre_build"])("after a failed %s nothing else is run", async (name) => {
    const result = await place.run(buildspec({ [name]: ["exit 3"], post_build: ["echo post"] }));
    expect(place.printed()).toEqual([]);
    expect(result.status).toBe("FAILED");
    expect(outline(result).slice(-2)).toEqual([`${name.toUpperCase()} FAILED`, "COMPLETED FAILED"]);
  });

  test("after a failed build, post_build is run and knows", async () => {
    const result = await place.run(
      buildspec({
        build: ["false", "echo not reached"],
        post_build: ['echo "succeeding: $CODEBUILD_BUILD_SUCCEEDING"'],
      }),
    );
    expect(place.printed()).toEqual(["succeeding: 0"]);
    expect(outline(result).slice(-4)).toEqual([
      "BUILD FAILED",
      "POST_BUILD SUCCEEDED",
      "UPLOAD_ARTIFACTS SUCCEEDED",
      "COMPLETED FAILED",
    ]);
    expect(result.artifact).toBeUndefined();
  });

  test("on-failure: ABORT of a build keeps post_build from running", async () => {
    const result = await place.run(
      buildspec({ build: { "on-failure": "ABORT", commands: ["false"] }, post_build: ["echo post"] }),
    );
    expect(place.printed()).toEqual([]);
    expect(result.status).toBe("FAILED");
  });

  test("on-failure: CONTINUE goes on to the next phase", async () => {
    const result = await place.run(
      buildspec({ install: { "on-failure": "CONTINUE", commands: ["false"] }, pre_build: ["echo next"] }),
    );
    expect(place.printed()).toEqual(["next"]);
    expect(result.status).toBe("FAILED");
  });

  test("finally runs after a failure, and can fail the phase by itself", async () => {
    const failed = await place.run(
      buildspec({ pre_build: { commands: ["false", "echo skipped"], finally: ["echo finally"] } }),
    );
    expect(place.printed()).toEqual(["finally"]);
    expect(failed.phases.at(-2)?.context).toMatch(
      "Error while executing command: false. Reason: exit status 1",
    );
    const result = await place.run(buildspec({ pre_build: { commands: ["true"], finally: ["exit 4"] } }));
    expect(result.phases.at(-2)?.context).toMatch("exit 4. Reason: exit status 4");
  });

  test("are told as CodeBuild tells them", async () => {
    await place.run(buildspec({ build: ["echo out", "(exit 7)"] }));
    expect(place.log).toEqual(
      expect.arrayContaining([
        "[Container] Entering phase BUILD",
        "[Container] Running command echo out",
        "[Container] Command did not exit successfully (exit 7) exit status 7",
        "[Container] Phase complete: BUILD State: FAILED",
        "[Container] Phase context status code: COMMAND_EXECUTION_ERROR Message: " +
          "Error while executing command: (exit 7). Reason: exit status 7",
      ]),
    );
    expect(place.log.indexOf("out")).toBe(place.log.indexOf("[Container] Running command echo out") + 1);
  });
});

describe("a build that is ended from outside", () => {
  const started = (controller: AbortController) => ({
    signal: controller.signal,
    onLine: (line: string) => void (line === "started" && controller.abort()),
  });

  test("is stopped with all its processes", async () => {
    const file = join(place.folder, "pids");
    const controller = new AbortController();
    const command = `sleep 300 & echo $! > ${file}; (trap '' TERM; sleep 301) & echo $! >> ${file}; echo started; wait`;
    const result = await place.run(
      buildspec({ build: [command], post_build: ["echo post"] }),
      started(controller),
    );
    expect(result.status).toBe("STOPPED");
    expect(outline(result).slice(-2)).toEqual(["BUILD STOPPED", "COMPLETED STOPPED"]);
    expect(place.printed()).toEqual(["started"]);
    const pids = readFileSync(file, "utf8").trim().split("\n").map(Number);
    expect(pids).toHaveLength(2);
    await Promise.all(pids.map(end));
  });

  test("times out after its minutes", async () => {
    const result = await place.run(buildspec({ build: ["sleep 300"] }), {
      project: { timeoutMinutes: 0.3 / 60 },
    });
    expect(result.status).toBe("TIMED_OUT");
    expect(outline(result)).toContain("BUILD TIMED_OUT");
  });

  test("leaves nothing running after it succeeded either", async () => {
    const file = join(place.folder, "pid");
    const result = await place.run(buildspec({ build: [`sleep 300 & echo $! > ${file}`] }));
    expect(result.status).toBe("SUCCEEDED");
    await end(Number(readFileSync(file, "utf8")));
  });
});

describe("the environment", () => {
  const show = buildspec({ build: ["env"] });
  const variables = () => Object.fromEntries(place.printed().map((line) => line.split(/=(.*)/s).slice(0, 2)));

  test("has CodeBuild's own variables", async () => {
    const { id } = await place.run(show, { host: { clock: { now: () => 1_700_000_000_000.4 } } });
    expect(variables()).toMatchObject({
      AWS_DEFAULT_REGION: "eu-central-1",
      AWS_REGION: "eu-central-1",
      CODEBUILD_BUILD_ARN: `arn:aws:codebuild:eu-central-1:123456789012:build/${id}`,
      CODEBUILD_BUILD_ID: id,
      CODEBUILD_BUILD_NUMBER: "1",
      CODEBUILD_BUILD_SUCCEEDING: "1",
      CODEBUILD_INITIATOR: "codepipeline/shop",
      CODEBUILD_LOG_PATH: id.split(":")[1],
      CODEBUILD_RESOLVED_SOURCE_VERSION: "5c".repeat(20),
      CODEBUILD_SRC_DIR: place.source,
      CODEBUILD_START_TIME: "1700000000000",
      HOME: expect.stringContaining(place.folder),
      TMPDIR: expect.stringContaining(place.folder),
    });
  });

  test("has none of CodeBuild's variables where another CI runs it, and the region all the same", async () => {
    await place.run(show, { project: { isElsewhere: true } });
    expect(Object.keys(variables()).filter((name) => name.startsWith("CODEBUILD_"))).toEqual([]);
    expect(variables()).toMatchObject({ AWS_DEFAULT_REGION: "eu-central-1", AWS_REGION: "eu-central-1" });
  });

  test("has nothing of the user's but the PATH, after the stand-ins", async () => {
    process.env.AWS_SECRET_ACCESS_KEY = "hunter2";
    process.env.EDITOR = "ed";
    await place.run(show, { host: { environment: { CALL_BACK: "http://127.0.0.1:1" } } });
    delete process.env.AWS_SECRET_ACCESS_KEY;
    delete process.env.EDITOR;
    expect(place.log.join()).not.toMatch(/hunter2|EDITOR/);
    expect(variables().PATH).toBe(`${join(place.folder, "stand-ins")}:${process.env.PATH}`);
    expect(variables().CALL_BACK).toBe("http://127.0.0.1:1");
  });

  test("takes a variable of the project before one of the buildspec", async () => {
    const env = { variables: { A: "spec", B: "spec" }, "parameter-store": { C: "/c" } };
    await place.run(buildspec({ build: ['echo "$A $B $C $D"'] }, { env }), {
      project: {
        environment: [
          { name: "B", value: "project" },
          { name: "D", value: "/d", type: "PARAMETER_STORE" },
        ],
      },
      host: { parameters: (name) => ({ "/c": "cc", "/d": "" })[name] },
    });
    expect(place.printed()).toEqual(["spec project *** "]);
  });

  test.each([
    ["a parameter that is missing", { type: "PARAMETER_STORE" as const }, "A: parameter does not exist: /a"],
    ["a secret", { type: "SECRETS_MANAGER" as const }, "A is a secret of Secrets Manager"],
  ])("%s fails the build before its commands", async (_, type, message) => {
    const environment = [{ name: "A", value: "/a", ...type }];
    const result = await place.run(buildspec({ install: ["echo not reached"] }), {
      project: { environment },
    });
    expect(result.status).toBe("FAILED");
    expect(outline(result)).toEqual(["DOWNLOAD_SOURCE FAILED", "COMPLETED FAILED"]);
    expect(result.phases[0]?.context).toMatch(message);
    expect(place.printed()).toEqual([]);
  });
});

describe("exported variables", () => {
  const env = { "exported-variables": ["A", "B", "C"] };

  test("are those of the shell at the end", async () => {
    const result = await place.run(
      buildspec({ build: ["export A='two\nlines \"and quotes\"'", "B=own"] }, { env }),
    );
    expect(result.exportedVariables).toEqual({ A: 'two\nlines "and quotes"' });
  });

  test("are told of a failed build too", async () => {
    const result = await place.run(buildspec({ build: ["export A=1", "false"] }, { env }));
    expect(result).toMatchObject({ status: "FAILED", exportedVariables: { A: "1" } });
  });

  test("do not depend on the options of Node that a build sets", async () => {
    const result = await place.run(
      buildspec({ build: ["export A=1 NODE_OPTIONS='--require ./missing'"] }, { env }),
    );
    expect(result.exportedVariables).toEqual({ A: "1" });
  });
});

describe("artifacts", () => {
  const files = (folder: string | undefined) =>
    readdirSync(folder ?? "", { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice((folder ?? "").length + 1))
      .sort();

  const collect = (artifacts: object) => place.run(buildspec({}, { artifacts }));

  beforeEach(() => {
    for (const file of [
      "my-build1/one.txt",
      "my-build2/two.txt",
      "my-build2/sub/three.txt",
      "my-build2/.dot",
    ]) {
      place.write(file, file);
    }
  });

  // https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html artifacts/base-directory
  test.each([
    [{ files: ["**/*"], "base-directory": "my-build2" }, [".dot", "sub/three.txt", "two.txt"]],
    [{ files: ["*/three.txt"], "base-directory": "my-build2" }, ["sub/three.txt"]],
    [{ files: ["*"], "base-directory": "my-build2/" }, [".dot", "two.txt"]],
    [{ files: ["my-build2/**/*"] }, ["my-build2/.dot", "my-build2/sub/three.txt", "my-build2/two.txt"]],
    [
      { files: ["**/*"], "base-directory": "my-build*", "discard-paths": "yes" },
      [".dot", "one.txt", "three.txt", "two.txt"],
    ],
    [{ files: ["./my-build2/two.txt", "missing.txt"] }, ["my-build2/two.txt"]],
    [{ files: ["**/*"], "exclude-paths": ["**/*.txt", "buildspec.yml"] }, ["my-build2/.dot"]],
  ])("%j takes %j", async (artifacts, expected) => {
    const result = await collect(artifacts);
    expect(files(result.artifact)).toEqual(expected);
  });

  test("can be several", async () => {
    const result = await collect({
      files: ["buildspec.yml"],
      "secondary-artifacts": { one: { files: ["*"], "base-directory": "my-build1" } },
    });
    expect(files(result.artifact)).toEqual(["buildspec.yml"]);
    expect(files(result.secondaryArtifacts.one)).toEqual(["one.txt"]);
  });

  test.each([
    [{ files: ["missing"] }, "no matching artifact paths found"],
    [{ files: ["*"], "base-directory": "missing" }, "no matching base directory path found"],
    [{ files: ["*"], "base-directory": "../" }, "no matching base directory path found"],
    [{ files: ["../secret"] }, "no matching artifact paths found"],
  ])("%j fails the build", async (artifacts, message) => {
    writeFileSync(join(place.folder, "secret"), "");
    const result = await collect(artifacts);
    expect(result).toMatchObject({ status: "FAILED", artifact: undefined });
    expect(result.phases.at(-2)).toMatchObject({
      name: "UPLOAD_ARTIFACTS",
      status: "FAILED",
      context: expect.stringContaining(message),
    });
  });

  test("are not needed", async () => {
    const result = await place.run(buildspec({}));
    expect(result).toMatchObject({ status: "SUCCEEDED", artifact: undefined, secondaryArtifacts: {} });
  });
});

test("a buildspec that cannot be read fails the build as it would on AWS", async () => {
  const result = await place.run("version: 0.2\nphases:\n  biuld:\n    commands: [ls]\n");
  expect(result.status).toBe("FAILED");
  expect(result.phases[0]).toMatchObject({
    name: "DOWNLOAD_SOURCE",
    context: expect.stringMatching(
      /^YAML_FILE_ERROR: buildspec.yml:3: phases.biuld is unknown; did you mean build/,
    ),
  });
});

test("what of a buildspec is passed over is said", async () => {
  await place.run(
    buildspec({ install: { "runtime-versions": { nodejs: 22 } } }, { cache: { paths: ["a"] } }),
  );
  expect(place.log).toEqual(
    expect.arrayContaining([
      "Not rehearsed: cache is not rehearsed",
      "Not rehearsed: nodejs 22 is asked for; this machine's own is used",
    ]),
  );
});

/** Resolves once a process is gone, or has only its parent to wait for it. */
async function end(pid: number): Promise<void> {
  const state = () => spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
  while (/^[^Z\s]/.test(state())) await setTimeout(10);
}
