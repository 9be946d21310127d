import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReleaseEventBody } from "../../../deployment-view/events";
import type { BuildRequest, BuildResult } from "../../../rehearsal/build/model";
import { assertHasScripts } from "../../../rehearsal/pipeline/release-scripts";
import { runReleaseScript } from "../../../rehearsal/pipeline/run-release-script";
import type { PlatformDeployer } from "../../../rehearsal/platform-deployer";
import type { ActionModel, StageModel } from "../../../rehearsal/stack/model";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const JOB: ActionModel = {
  name: "Release",
  category: "Deploy",
  provider: "CI",
  configuration: { ProjectName: "ci", Script: "release.sh" },
  inputArtifacts: ["Source"],
  outputArtifacts: [],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "job-"));
  mkdirSync(join(folder, "files"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a job that prints some lines, and comes to an end. */
async function run(
  lines: readonly string[],
  end: Partial<BuildResult>,
  action = JOB,
  deployer: Partial<PlatformDeployer> = {},
) {
  const told: ReleaseEventBody[] = [];
  const requests: BuildRequest[] = [];
  const runner = runReleaseScript({
    folder,
    buildProjects: [
      {
        name: "ci",
        buildspec: "",
        image: "",
        computeType: "",
        timeoutMinutes: 1,
        environment: [{ name: "CLUSTER", value: "prod" }],
      },
    ],
    runBuild: async (request) => {
      requests.push(request);
      for (const line of lines) request.say(line);
      return {
        id: "ci:1",
        status: "FAILED",
        phases: [],
        secondaryArtifacts: {},
        exportedVariables: {},
        ...end,
      };
    },
    deployer: { ready: async () => true, trouble: undefined, stop: () => false, ...deployer },
    signal: new AbortController().signal,
    tell: (event) => told.push(event),
  });
  const result = await runner(action, {
    id: "release-1",
    number: 1,
    commit: COMMIT,
    message: "Make it blue",
    trigger: "push to main",
    artifacts: { Source: join(folder, "files") },
    variables: {},
  });
  const shown = told.map((event) => (event.type === "log" ? event.text : event.type));
  return { result, shown, variables: requests[0]?.project.environment };
}

const failed = (context: string): Partial<BuildResult> => ({
  phases: [{ name: "BUILD", status: "FAILED", seconds: 1, context }],
});
const EXIT = failed(
  "COMMAND_EXECUTION_ERROR: Error while executing command: ./release.sh. Reason: exit status 1",
);

test("a job is told what it has to know of the stack, and the commit", async () => {
  const { result, variables } = await run([], { status: "SUCCEEDED" });
  expect(result).toEqual({ status: "Succeeded" });
  expect(variables).toEqual([
    { name: "CLUSTER", value: "prod" },
    { name: "COMMIT", value: COMMIT },
  ]);
});

test("a job shows what its script prints, and nothing of CodeBuild", async () => {
  const lines = ["[Container] Entering phase BUILD", "shop of prod is told", "[Container] Phase complete"];
  expect((await run(lines, { status: "SUCCEEDED" })).shown).toEqual(["shop of prod is told"]);
});

test.each<[string, string[], Partial<BuildResult>, string]>([
  [
    "what ecs-deploy says went wrong",
    ["error: the deployment has failed: no room", "state: shop:2 is registered", "", "[Container] over"],
    EXIT,
    "release.sh ended with exit status 1: error: the deployment has failed: no room",
  ],
  [
    "the last that it printed",
    ["building", "no basic auth credentials", " "],
    EXIT,
    "release.sh ended with exit status 1: no basic auth credentials",
  ],
  ["its exit status, if it printed nothing", [], EXIT, "release.sh ended with exit status 1"],
  [
    "why it could not be run",
    [],
    failed("CLIENT_ERROR: parameter does not exist"),
    "release.sh could not be run: CLIENT_ERROR: parameter does not exist",
  ],
  ["that it took too long", ["waiting"], { status: "TIMED_OUT" }, "release.sh was ended: TIMED_OUT"],
])("a job that fails tells %s", async (_, lines, end, reason) => {
  expect((await run(lines, end)).result).toEqual({ status: "Failed", reason });
});

test("a job that is not there fails its stage", async () => {
  const other = { ...JOB, configuration: { ProjectName: "other" } };
  expect((await run([], {}, other)).result).toEqual({ status: "Failed", reason: "there is no job other" });
});

test("a job that failed is over once what it had begun was put back", async () => {
  const order: string[] = [];
  const settled = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    order.push("put back");
  };
  await run([], EXIT, JOB, { settled }).then(() => order.push("over"));
  expect(order).toEqual(["put back", "over"]);
});

test("a job whose rehearsal was killed follows the deployment that went on, and releases nothing again", async () => {
  const follow = async () => ({ status: "Failed", reason: "ALARM_ACTIVE", rolledBack: true }) as const;
  const { result, variables } = await run([], {}, JOB, {
    follow: (release) => (release === "release-1" ? follow() : undefined),
  });
  expect(result).toEqual({ status: "Failed", reason: "Deployment Failed: ALARM_ACTIVE" });
  expect(variables).toBeUndefined();
});

describe("an application", () => {
  const check = (files: string[], stages: readonly StageModel[] = [{ name: "Release", actions: [JOB] }]) =>
    assertHasScripts(
      { stages, repository: { name: "", branch: "main" } },
      { first: COMMIT, changedFiles: async ({ commit }) => (commit === COMMIT ? files : []) },
    );

  test("needs the script that its CI runs", async () => {
    await expect(check(["README.md", "scripts/release.sh"])).rejects.toThrow(
      /the application has no release\.sh at its top: .* Add one that builds .* app-sample\/ecs-rolling\/release\.sh$/,
    );
    await expect(check(["README.md", "release.sh"])).resolves.toBeUndefined();
  });

  test("needs none where the stack itself releases it", async () => {
    await expect(check([], [{ name: "Build", actions: [{ ...JOB, provider: "CodeBuild" }] }])).resolves.toBe(
      undefined,
    );
  });
});
