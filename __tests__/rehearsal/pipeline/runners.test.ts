import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReleaseEventBody } from "../../../deployment-view/events";
import type { BuildRequest, BuildResult } from "../../../rehearsal/build/model";
import { FaultInjection } from "../../../rehearsal/faults/injection";
import { deployToEcs } from "../../../rehearsal/pipeline/deploy-to-ecs";
import type { ActionResult, ActionRunner, Execution } from "../../../rehearsal/pipeline/pipeline";
import { actionRunners } from "../../../rehearsal/pipeline/runners";
import { versionOf } from "../../../rehearsal/pipeline/version";
import type { ActionModel } from "../../../rehearsal/stack/model";
import { closeStages, Stage, type StageOptions } from "../deployment/stage";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const BUILT: BuildResult = {
  id: "shop-build:1",
  status: "SUCCEEDED",
  phases: [],
  artifact: "/built",
  secondaryArtifacts: { Side: "/side" },
  exportedVariables: { IMAGE_TAG: "t1" },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runners-"));
});
afterEach(async () => {
  await closeStages();
  rmSync(folder, { recursive: true });
});

/** Runs one action of an execution with a build project, on a deployer on paper. */
class Worker {
  readonly told: ReleaseEventBody[] = [];
  readonly builds: { request: BuildRequest; release: string; version: string }[] = [];
  readonly stage: Stage;
  readonly artifact = join(folder, "artifact");
  build: (request: BuildRequest) => BuildResult = () => BUILT;

  constructor(options: StageOptions = {}) {
    mkdirSync(this.artifact);
    this.stage = new Stage(options);
  }

  public run(provider: string, changes: Partial<ActionModel> = {}): Promise<ActionResult> {
    const { deployer, approvals, journal, clock } = this.stage;
    const runners: Readonly<Record<string, ActionRunner>> = {
      ...actionRunners({
        folder,
        source: {
          checkout: async (commit, target) => {
            mkdirSync(target, { recursive: true });
            writeFileSync(join(target, "commit"), commit);
          },
        },
        buildProjects: [
          {
            name: "shop-build",
            buildspec: "buildspec.yml",
            image: "",
            computeType: "",
            timeoutMinutes: 20,
            environment: [],
          },
        ],
        runBuild: async (request, release, version) => {
          this.builds.push({ request, release, version });
          return this.build(request);
        },
        approvals,
        deployer,
        signal: new AbortController().signal,
        tell: (event) => this.told.push(event),
      }),
      CodeDeployToECS: deployToEcs({
        deployer,
        faults: new FaultInjection([], () => undefined),
        journal,
        taskDefinitionArn: (family) => `arn:aws:ecs:us-east-1:123456789012:task-definition/${family}`,
      }),
    };
    const action: ActionModel = {
      name: "Work",
      category: "Build",
      provider,
      configuration: {},
      inputArtifacts: ["Source"],
      outputArtifacts: ["Build"],
      ...changes,
    };
    const execution: Execution = {
      id: "release-1",
      number: 3,
      commit: COMMIT,
      message: "Make it blue",
      trigger: "push to main",
      artifacts: { Source: this.artifact, Build: this.artifact },
      variables: {},
    };
    const running = runners[provider]?.(action, execution);
    if (!running) throw new Error(`there is no runner for ${provider}`);
    return clock.play(running);
  }

  public put(files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(this.artifact, file), text);
  }
}

test.each(["CodeCommit", "CodeStarSourceConnection"])(
  "%s puts out the files of the commit",
  async (provider) => {
    const { status, artifacts, variables } = await new Worker().run(provider, { outputArtifacts: ["Files"] });
    expect(status).toBe("Succeeded");
    expect(readFileSync(join(artifacts?.Files ?? "", "commit"), "utf8")).toBe(COMMIT);
    expect(variables).toEqual({ CommitId: COMMIT, CommitMessage: "Make it blue" });
  },
);

describe("CodeBuild", () => {
  const configuration = { ProjectName: "shop-build" };

  test("builds a copy of its input, and puts out what the build did", async () => {
    const worker = new Worker();
    worker.put({ "index.html": "blue" });
    worker.build = ({ source, say }) => {
      writeFileSync(join(source, "index.html"), "changed");
      say("a line of the build");
      return BUILT;
    };
    expect(await worker.run("CodeBuild", { configuration })).toEqual({
      status: "Succeeded",
      artifacts: { Build: "/built", Side: "/side" },
      variables: { IMAGE_TAG: "t1" },
    });
    expect(worker.builds).toMatchObject([
      { release: "release-1", version: versionOf(COMMIT), request: { commit: COMMIT, number: 3 } },
    ]);
    expect(readFileSync(join(worker.artifact, "index.html"), "utf8")).toBe("blue");
    expect(worker.told).toEqual([{ type: "log", source: "work", text: "a line of the build" }]);
  });

  test("begins anew where it was interrupted", async () => {
    const worker = new Worker();
    worker.build = ({ source }) => {
      expect(existsSync(join(source, "left"))).toBe(false);
      writeFileSync(join(source, "left"), "");
      return BUILT;
    };
    await worker.run("CodeBuild", { configuration });
    expect(await worker.run("CodeBuild", { configuration })).toMatchObject({ status: "Succeeded" });
  });

  test("fails with what failed, of many lines only the first", async () => {
    const worker = new Worker();
    const context = "Error while executing command: set -e\nmake\nmake all. Reason: exit status 2";
    const phases = [
      { name: "INSTALL", status: "SUCCEEDED", seconds: 1 },
      { name: "BUILD", status: "FAILED", seconds: 1, context },
    ] as const;
    worker.build = () => ({ ...BUILT, status: "FAILED", phases, artifact: undefined });
    expect(await worker.run("CodeBuild", { configuration })).toEqual({
      status: "Failed",
      reason:
        "Build terminated with state: FAILED in BUILD: Error while executing command: set -e …. Reason: exit status 2",
    });
  });

  test("fails for a project that the stack has not", async () => {
    const worker = new Worker();
    expect(await worker.run("CodeBuild", { configuration: { ProjectName: "other" } })).toEqual({
      status: "Failed",
      reason: "there is no build project other",
    });
    expect(worker.builds).toEqual([]);
  });
});

test.each([
  ["auto", { status: "Succeeded" }],
  ["never", { status: "Failed", reason: "The approval action was rejected" }],
] as const)("Manual, approved %s, ends as %j, and says that it waits", async (approve, result) => {
  const worker = new Worker({ approve });
  expect(await worker.run("Manual")).toEqual(result);
  expect(worker.told).toEqual([{ type: "waiting", release: "release-1", for: "approval" }]);
});

describe("CodeDeployToECS", () => {
  const deploy = {
    configuration: { AppSpecTemplateArtifact: "Build", TaskDefinitionTemplateArtifact: "Build" },
  };
  const container = { name: "app", image: "shop@sha256:2", portMappings: [{ containerPort: 8080 }] };
  const appSpec = (name = "app") => `Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo: { ContainerName: ${name}, ContainerPort: 8080 }
`;

  function worker(containerName?: string): Worker {
    const made = new Worker();
    made.put({
      "appspec.yaml": appSpec(containerName),
      "taskdef.json": JSON.stringify({ family: "shop", containerDefinitions: [container] }),
    });
    return made;
  }

  test("releases what the build put out", async () => {
    const made = worker();
    expect(await made.run("CodeDeployToECS", deploy)).toEqual({ status: "Succeeded" });
    expect(made.stage.journal.state?.serving).toMatchObject({
      version: versionOf(COMMIT),
      release: "release-1",
      container,
    });
  });

  test("fails with how the deployment ended", async () => {
    expect(await worker("web").run("CodeDeployToECS", deploy)).toEqual({
      status: "Failed",
      reason:
        "Deployment Failed: ECS_UPDATE_ERROR: InvalidParameterException: The container web does not exist in the task definition.",
    });
  });

  test("goes on with its own deployment that was interrupted, and with no other", async () => {
    for (const release of ["release-1", "release-0"]) {
      const first = new Stage();
      await first.deploy("old");
      const interrupted = first.states.find(({ deployment }) => deployment?.promised === 50);
      if (!interrupted?.deployment) throw new Error("there is no such state");
      const state = { ...interrupted, deployment: { ...interrupted.deployment, release } };
      rmSync(join(folder, "artifact"), { recursive: true, force: true });
      const second = new Worker({ state });
      second.put({
        "appspec.yaml": appSpec(),
        "taskdef.json": JSON.stringify({ family: "shop", containerDefinitions: [container] }),
      });
      expect(await second.run("CodeDeployToECS", deploy)).toEqual({ status: "Succeeded" });
      const { serving } = second.stage.journal.state ?? {};
      expect(serving?.version).toBe(release === "release-1" ? "old" : versionOf(COMMIT));
    }
  });
});
