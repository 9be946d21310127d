import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleLambda } from "../../../lambda/bundle";
import { type Actions, createEndpoint, type Endpoint } from "../../../rehearsal/aws";
import { SpedUpClock } from "../../../rehearsal/clock";
import { deploymentEvent, EventBus } from "../../../rehearsal/events";
import { createFunctions } from "../../../rehearsal/hooks";
import type { Functions } from "../../../rehearsal/hooks/model";
import { openParameters, parameterActions } from "../../../rehearsal/parameters";
import { artifactKey } from "../../../rehearsal/pipeline/artifact-location";
import { invokeAction } from "../../../rehearsal/pipeline/invoke-action";
import { JobBoard } from "../../../rehearsal/pipeline/job-board";
import type { ActionResult } from "../../../rehearsal/pipeline/pipeline";
import { type GuardedProcesses, startProcesses } from "../../../rehearsal/processes";
import { BAKE_DOCUMENT } from "../automation/bake-document";
import { Bench, clearBenches, POINTER } from "../automation/bench";

let folder: string;
let processes: GuardedProcesses;
const endpoints: Endpoint[] = [];

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "invoked-")));
  processes = await startProcesses(folder);
});
afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()));
  clearBenches();
});
afterAll(async () => {
  await processes.close();
  rmSync(folder, { recursive: true });
});

interface Site {
  readonly functions: Functions;
  readonly said: string[];
  readonly unanswered: string[];
  invoke(execution: string, user?: string, dies?: boolean): Promise<ActionResult>;
}

/** The very bundle of a function, run as the pipeline does, with what answers in the place of AWS. */
async function open(
  code: string,
  name: string,
  clock: SpedUpClock,
  actions: Actions,
  environment: Record<string, string>,
): Promise<Site> {
  const board = new JobBoard();
  const said: string[] = [];
  const unanswered: string[] = [];
  const endpoint = await createEndpoint({
    actions: { ...actions, ...board.actions },
    commands: {},
    unanswered: (call) => unanswered.push(call),
  });
  endpoints.push(endpoint);
  const functions = createFunctions({
    functions: [
      {
        name,
        arn: `arn:aws:lambda:eu-central-1:123456789012:function:${name}`,
        zip: bundleLambda(code),
        handler: "index.handler",
        memorySize: 256,
        timeout: 90,
        environment,
      },
    ],
    processes,
    folder: mkdtempSync(join(folder, "run-")),
    clock,
    endpointUrl: endpoint.url,
  });
  const invoke: Site["invoke"] = (id, UserParameters, dies = false) =>
    invokeAction({
      pipeline: "shop",
      bucket: "shop-artifacts",
      board,
      functions,
      clock,
      say: (source, text) => said.push(`${source}: ${text}`),
      signal: new AbortController().signal,
      dies: () => dies,
    })(
      {
        name: "Invoke",
        category: "Invoke",
        provider: "Lambda",
        configuration: { FunctionName: name, ...(UserParameters ? { UserParameters } : {}) },
        inputArtifacts: ["Build"],
        outputArtifacts: [],
      },
      { id, number: 1, commit: "c1", message: "One", trigger: "push", artifacts: {}, variables: {} },
    );
  return { functions, said, unanswered, invoke };
}

/** Resolves once something holds. @throws Error after some seconds */
async function eventually(holds: () => boolean): Promise<void> {
  const signal = AbortSignal.timeout(20_000);
  while (!holds()) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("bake-ami", () => {
  const environment = {
    SYSTEM: "shop-ami",
    DOCUMENT: "bake",
    POINTER,
    IMAGES_TO_KEEP: "1",
    DEADLINE_MINUTES: "120",
  };
  const actions: Actions = { "ec2.DescribeLaunchTemplateVersions": () => ({ LaunchTemplateVersions: [] }) };

  test("bakes by one job after the other, hands the image on, and removes the one before", async () => {
    const clock = new SpedUpClock(60);
    const bench = new Bench({ document: BAKE_DOCUMENT, time: clock, actions });
    const site = await open("bake-ami", "shop-ami-bake-ami", clock, bench.actions, environment);
    const first = await site.invoke("execution-1");
    const [{ id: before = "" } = {}] = bench.images.all;
    expect(first).toEqual({
      status: "Succeeded",
      variables: { ImageId: before, AutomationId: expect.any(String) },
    });
    expect(bench.store.get(POINTER)).toBe(before);
    expect(await site.invoke("execution-2")).toMatchObject({ status: "Succeeded" });
    await eventually(() => bench.images.all.length === 1 && bench.images.snapshots.length === 1);
    expect(bench.images.all.map(({ id }) => id)).toEqual([bench.store.get(POINTER)]);
    expect(bench.store.get(POINTER)).not.toBe(before);
    expect([site.unanswered, bench.bakery.automations.records.length]).toEqual([[], 2]);
  });

  test.each([
    ["fails", /step patch/],
    ["does-not-boot", /step waitForChecker/],
  ] as const)(
    "fails the action with the step of a bake that %s, and leaves no instance",
    async (fault, reason) => {
      const clock = new SpedUpClock(600);
      const bench = new Bench({ document: BAKE_DOCUMENT, time: clock, actions, fault: () => fault });
      const before = bench.store.get(POINTER);
      const site = await open("bake-ami", "shop-ami-bake-ami", clock, bench.actions, environment);
      expect(await site.invoke("execution-1")).toEqual({
        status: "Failed",
        reason: expect.stringMatching(reason),
      });
      expect(bench.store.get(POINTER)).toBe(before);
      await eventually(() => bench.states.every((state) => state === "terminated"));
    },
  );
});

describe("flip-color", () => {
  const COLOR = "/shop-efs/color";
  const REVISIONS = "/shop-efs/revisions";
  const environment = {
    APPLICATION: "shop-efs",
    DEPLOYMENT_GROUP: "shop-efs",
    COLOR_PARAMETER: COLOR,
    REVISIONS_PARAMETER: REVISIONS,
  };
  const revisionOf = (execution: string) => artifactKey("shop", execution, "Build");

  async function shop(speed = 60) {
    const clock = new SpedUpClock(speed);
    const store = openParameters({
      declared: [
        { name: COLOR, value: "null" },
        { name: REVISIONS, value: "{}" },
      ],
      now: () => clock.now(),
    });
    const last = { revision: "" };
    const actions: Actions = {
      ...parameterActions(store),
      "codedeploy.GetDeploymentGroup": () => ({
        deploymentGroupInfo: { lastSuccessfulDeployment: { deploymentId: "d-1", status: "Succeeded" } },
      }),
      "codedeploy.GetDeployment": () => ({
        deploymentInfo: { revision: { revisionType: "S3", s3Location: { key: last.revision } } },
      }),
    };
    const site = await open("flip-color", "shop-efs-flip-color", clock, actions, environment);
    return { clock, store, last, site };
  }

  test("sets the pointer to what was released, and back after a rollback that EventBridge tells of", async () => {
    const { clock, store, last, site } = await shop();
    for (const [execution, color] of [
      ["execution-1", "green"],
      ["execution-2", "blue"],
    ] as const) {
      last.revision = revisionOf(execution);
      expect(await site.invoke(execution, JSON.stringify({ color }))).toMatchObject({ status: "Succeeded" });
      expect(store.get(COLOR)).toBe(color);
    }
    last.revision = revisionOf("execution-1");
    const bus = new EventBus({
      rules: [
        {
          name: "on-deployment",
          function: "shop-efs-flip-color",
          pattern: JSON.stringify({ source: ["aws.codedeploy"], detail: { state: ["FAILURE"] } }),
        },
      ],
      functions: site.functions,
      clock,
      say: () => undefined,
    });
    const change = { region: "eu-central-1", at: clock.now(), application: "shop-efs", group: "shop-efs" };
    bus.deliver(deploymentEvent({ ...change, deploymentId: "d-2", state: "FAILURE" }));
    await bus.idle();
    expect([store.get(COLOR), store.version(COLOR), site.unanswered]).toEqual(["green", 4, []]);
  });

  test("leaves the pointer as it is where it dies, and the action fails after 20 minutes", async () => {
    const { store, last, site } = await shop(600);
    last.revision = revisionOf("execution-1");
    expect(await site.invoke("execution-1", '{"color":"green"}', true)).toEqual({
      status: "Failed",
      reason: expect.stringContaining("failed to return a result"),
    });
    expect([store.get(COLOR), store.get(REVISIONS)]).toEqual(["null", "{}"]);
  });
});
