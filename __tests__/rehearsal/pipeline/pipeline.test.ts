import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReleaseEventBody } from "../../../deployment-view/events";
import { type ExecutionState, Journal } from "../../../rehearsal/deployment/journal";
import {
  type ActionResult,
  type ActionRunner,
  type Execution,
  type ExecutionEnd,
  Pipeline,
} from "../../../rehearsal/pipeline/pipeline";
import type { ActionModel, PipelineModel } from "../../../rehearsal/stack/model";
import { taskSetState } from "../deployment/stage";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pipeline-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const action = (provider: string, changes: Partial<ActionModel> = {}): ActionModel => ({
  name: provider,
  category: "Build",
  provider,
  configuration: {},
  inputArtifacts: [],
  outputArtifacts: [],
  ...changes,
});
const STAGES = ["Source", "Build", "Deploy"].map((name) => ({ name, actions: [action(name)] }));

/** An action that waits until a test ends it. */
interface Waiting {
  readonly action: ActionModel;
  readonly execution: Execution;
  end(result?: Partial<ActionResult>): Promise<void>;
}

/** A pipeline whose actions end when a test says so. */
class Works {
  readonly told: ReleaseEventBody[] = [];
  readonly journal = new Journal(join(folder, "state.json"));
  readonly starts: { id: string; number: number }[] = [];
  readonly pipeline: Pipeline;
  private readonly waiting: Waiting[] = [];

  constructor(model: Partial<PipelineModel> = {}, runners: Record<string, ActionRunner> = {}) {
    if (!this.journal.state)
      this.journal.write({ started: 0, executions: [], done: false, serving: taskSetState() });
    const wait: ActionRunner = (one, execution) =>
      new Promise((resolve) => {
        const end = async (result: Partial<ActionResult> = {}) => {
          resolve({ status: "Succeeded", ...result });
          await settled();
        };
        this.waiting.push({ action: one, execution, end });
      });
    this.pipeline = new Pipeline({
      model: {
        name: "shop",
        executionMode: "SUPERSEDED",
        stages: STAGES,
        repository: { name: "shop", branch: "main" },
        eventPatterns: [],
        triggers: [],
        ...model,
      },
      runners: { Source: wait, Build: wait, Deploy: wait, ...runners },
      journal: this.journal,
      tell: (event) => this.told.push(event),
      onStart: ({ id, number }) => this.starts.push({ id, number }),
    });
  }

  /** Starts an execution of a commit. */
  public async start(commit: string): Promise<Promise<ExecutionEnd>[]> {
    const end = this.pipeline.start({ commit, message: `Commit ${commit}`, trigger: "push to main" });
    await settled();
    return [end];
  }

  /** The action that waits for a commit, whose it is. */
  public at(provider: string, commit: string): Waiting {
    const found = this.waiting.filter(
      (one) => one.action.provider === provider && one.execution.commit === commit,
    );
    const last = found.at(-1);
    if (last) return last;
    throw new Error(`${commit} is not in ${provider}, but ${this.places.join(", ")}`);
  }

  /** Where each execution has begun an action. */
  public get places(): string[] {
    return this.waiting.map(({ action: { provider }, execution }) => `${execution.commit} ${provider}`);
  }

  /** Stages by what became of them, with the commit whose they were. */
  public get stages(): string[] {
    const commits = new Map(
      this.told.flatMap((event) =>
        event.type === "execution-started" ? [[event.release, event.commit]] : [],
      ),
    );
    return this.told.flatMap((event) =>
      event.type === "stage" ? [`${commits.get(event.release)} ${event.stage} ${event.status}`] : [],
    );
  }
}

/** Resolves once nothing more happens by itself. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("an execution", () => {
  test("goes through the stages in order, and tells what becomes of it", async () => {
    const works = new Works();
    const [end] = await works.start("c1");
    for (const { name } of STAGES) await works.at(name, "c1").end();
    const { id, status } = (await end) as ExecutionEnd;
    expect(status).toBe("Succeeded");
    const started = { commit: "c1", message: "Commit c1", trigger: "push to main" };
    expect(works.told).toEqual([
      { type: "execution-started", release: id, ...started },
      ...STAGES.flatMap(({ name: stage }) =>
        ["InProgress", "Succeeded"].map((each) => ({
          type: "stage",
          release: id,
          stage,
          status: each,
          detail: undefined,
        })),
      ),
      { type: "execution-ended", release: id, status: "Succeeded", reason: undefined },
    ]);
    expect(works.starts).toEqual([{ id, number: 1 }]);
    expect(works.journal.state).toMatchObject({ started: 1, executions: [] });
    await works.pipeline.idle();
  });

  test.each<[string, Partial<ActionResult>, ActionRunner | undefined, string]>([
    ["fails", { status: "Failed", reason: "it broke" }, undefined, "it broke"],
    ["throws", {}, () => Promise.reject(new Error("cannot be done")), "cannot be done"],
    [
      "throws at once",
      {},
      () => {
        throw new Error("cannot be begun");
      },
      "cannot be begun",
    ],
  ])("ends with a stage whose action %s", async (_, result, runner, reason) => {
    const works = new Works({}, runner ? { Build: runner } : {});
    const [end] = await works.start("c1");
    await works.at("Source", "c1").end();
    if (!runner) await works.at("Build", "c1").end(result);
    expect(await end).toMatchObject({ status: "Failed", reason });
    expect(works.stages.slice(-2)).toEqual(["c1 Build InProgress", "c1 Build Failed"]);
    expect(works.told.at(-1)).toMatchObject({ type: "execution-ended", status: "Failed", reason });
    expect(works.journal.state?.executions).toEqual([]);
    // The stage is free for the next one.
    await works.start("c2");
    await works.at("Source", "c2").end();
    expect(works.stages.at(-1)).toBe(runner ? "c2 Build Failed" : "c2 Build InProgress");
  });

  test("ends with an action of a provider that nobody knows, and says which there are", async () => {
    const works = new Works({
      stages: [{ name: "Release", actions: [action("Jenkins", { name: "Ship" })] }],
    });
    const [end] = await works.start("c1");
    expect(await end).toMatchObject({
      status: "Failed",
      reason: "a rehearsal does not know the provider Jenkins of action Ship, only Source, Build, Deploy",
    });
  });

  test("ends a stage with the first of its actions that fails", async () => {
    const works = new Works({ stages: [{ name: "All", actions: [action("Build"), action("Deploy")] }] });
    const [end] = await works.start("c1");
    await works.at("Build", "c1").end({ status: "Stopped" });
    expect(await end).toMatchObject({ status: "Stopped" });
    expect(works.places).toEqual(["c1 Build"]);
  });
});

describe("what an action puts out", () => {
  test("is there for every action after it: artifacts by name, variables by namespace", async () => {
    const stages = [
      {
        name: "Source",
        actions: [action("Source", { namespace: "SourceVariables" })],
      },
      {
        name: "Build",
        actions: [action("Build", { namespace: "Built" }), action("Deploy", { name: "Ship" })],
      },
      { name: "Deploy", actions: [action("Deploy")] },
    ];
    const works = new Works({ stages });
    await works.start("c1");
    await works.at("Source", "c1").end({ artifacts: { Source: "/s" }, variables: { CommitId: "c1" } });
    const source = { artifacts: { Source: "/s" }, variables: { "SourceVariables.CommitId": "c1" } };
    expect(works.at("Build", "c1").execution).toMatchObject(source);
    await works.at("Build", "c1").end({ artifacts: { Build: "/b" }, variables: { TAG: "t" } });
    const both = {
      artifacts: { Source: "/s", Build: "/b" },
      variables: { "SourceVariables.CommitId": "c1", "Built.TAG": "t" },
    };
    expect(works.at("Deploy", "c1").execution).toMatchObject(both);
    await works
      .at("Deploy", "c1")
      .end({ artifacts: { Build: "/b2" }, variables: { LOST: "has no namespace" } });
    expect(works.at("Deploy", "c1").execution).toMatchObject({
      ...both,
      artifacts: { Source: "/s", Build: "/b2" },
    });
    expect(works.at("Deploy", "c1").execution.variables).toEqual(both.variables);
  });

  test("is filled into the configuration of later actions", async () => {
    const configuration = {
      CustomData: "Release #{Source.CommitId} (#{Source.Other}) of #{Source.CommitId}?",
    };
    const stages = [
      { name: "Source", actions: [action("Source", { namespace: "Source" })] },
      { name: "Deploy", actions: [action("Deploy", { configuration })] },
    ];
    const works = new Works({ stages });
    await works.start("c1");
    await works.at("Source", "c1").end({ variables: { CommitId: "$& c1" } });
    expect(works.at("Deploy", "c1").action.configuration.CustomData).toBe(
      "Release $& c1 (#{Source.Other}) of $& c1?",
    );
  });
});

describe("executions that meet", () => {
  test("SUPERSEDED: the newest overtakes those that wait at a stage, not the one that works in it", async () => {
    const works = new Works({ executionMode: "SUPERSEDED" });
    const ends: Promise<ExecutionEnd>[] = [];
    for (const commit of ["c1", "c2", "c3"]) {
      ends.push(...(await works.start(commit)));
      await works.at("Source", commit).end();
    }
    expect(works.places).toEqual(["c1 Source", "c1 Build", "c2 Source", "c3 Source"]);
    expect(await ends[1]).toMatchObject({ status: "Superseded", reason: "A newer execution overtook it" });
    await works.at("Build", "c1").end();
    expect(works.places.slice(-2).sort()).toEqual(["c1 Deploy", "c3 Build"]);
    await works.at("Build", "c3").end();
    await works.at("Deploy", "c1").end();
    await works.at("Deploy", "c3").end();
    expect((await Promise.all(ends)).map(({ status }) => status)).toEqual([
      "Succeeded",
      "Superseded",
      "Succeeded",
    ]);
    expect(works.stages).toContain("c2 Build Superseded");
    expect(works.journal.state).toMatchObject({ started: 3, executions: [] });
  });

  test("QUEUED: each has its turn, in the order in which they came", async () => {
    const works = new Works({ executionMode: "QUEUED" });
    const ends: Promise<ExecutionEnd>[] = [];
    for (const commit of ["c1", "c2", "c3"]) ends.push(...(await works.start(commit)));
    expect(works.places).toEqual(["c1 Source"]);
    for (const commit of ["c1", "c2", "c3"]) await works.at("Source", commit).end();
    for (const commit of ["c1", "c2", "c3"]) await works.at("Build", commit).end();
    for (const commit of ["c1", "c2", "c3"]) await works.at("Deploy", commit).end();
    expect((await Promise.all(ends)).map(({ status }) => status)).toEqual(Array(3).fill("Succeeded"));
    const order = (provider: string) => works.places.filter((place) => place.endsWith(provider));
    for (const { name } of STAGES)
      expect(order(name)).toEqual(["c1", "c2", "c3"].map((commit) => `${commit} ${name}`));
  });

  test("PARALLEL: none waits for another", async () => {
    const works = new Works({ executionMode: "PARALLEL" });
    for (const commit of ["c1", "c2", "c3"]) await works.start(commit);
    for (const commit of ["c3", "c1", "c2"]) {
      for (const { name } of STAGES) await works.at(name, commit).end();
    }
    await works.pipeline.idle();
    expect(works.stages.filter((stage) => /Deploy Succeeded/.test(stage))).toEqual(
      ["c3", "c1", "c2"].map((commit) => `${commit} Deploy Succeeded`),
    );
  });

  test("are waited for together, also those that start meanwhile", async () => {
    const works = new Works();
    await works.start("c1");
    let idle = false;
    const waiting = works.pipeline.idle().then(() => {
      idle = true;
    });
    await works.at("Source", "c1").end();
    await works.start("c2");
    await works.at("Source", "c2").end({ status: "Failed" });
    await works.at("Build", "c1").end();
    expect(idle).toBe(false);
    await works.at("Deploy", "c1").end();
    await waiting;
  });
});

describe("an execution that was interrupted", () => {
  const interrupted = (stage: number): ExecutionState => ({
    id: "e1",
    number: 2,
    commit: "c1",
    message: "Commit c1",
    trigger: "push to main",
    stage,
    artifacts: { Source: "/s" },
    variables: { "Source.CommitId": "c1" },
  });

  test.each([0, 1, 2])("goes on in stage %i, with what it had, and is not told twice", async (index) => {
    const works = new Works();
    const end = works.pipeline.resume(interrupted(index));
    await settled();
    for (const { name } of STAGES.slice(index)) {
      expect(works.at(name, "c1").execution).toMatchObject({ artifacts: { Source: "/s" }, number: 2 });
      await works.at(name, "c1").end();
    }
    expect(await end).toEqual({ id: "e1", status: "Succeeded" });
    expect(works.places).toEqual(STAGES.slice(index).map(({ name }) => `c1 ${name}`));
    expect(works.told.map(({ type }) => type)).not.toContain("execution-started");
    expect(works.starts).toEqual([{ id: "e1", number: 2 }]);
  });

  test("is in the journal from its start on, in each stage and at each door, and no longer", async () => {
    const works = new Works();
    const stored = () =>
      works.journal.state?.executions.map(({ commit, stage, artifacts }) => [commit, stage, artifacts]);
    await works.start("c1");
    expect(stored()).toEqual([["c1", 0, {}]]);
    await works.at("Source", "c1").end({ artifacts: { Source: "/1" } });
    await works.start("c2");
    await works.start("c3");
    expect(stored()).toEqual([
      ["c1", 1, { Source: "/1" }],
      ["c2", 0, {}],
      ["c3", 0, {}],
    ]);
    await works.at("Source", "c2").end({ artifacts: { Source: "/2" } });
    // It waits for the stage in which the first works.
    expect(stored()).toContainEqual(["c2", 1, { Source: "/2" }]);
    const again = new Works();
    const ends = (again.journal.state?.executions ?? []).map((execution) => again.pipeline.resume(execution));
    await settled();
    expect(again.places.sort()).toEqual(["c1 Build", "c3 Source"]);
    await again.at("Build", "c1").end();
    expect(again.places).toContain("c2 Build");
    expect(again.places).not.toContain("c2 Source");
    expect(ends).toHaveLength(3);
  });
});
