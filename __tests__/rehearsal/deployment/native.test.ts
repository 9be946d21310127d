import { HookBoard } from "../../../rehearsal/deployment/hooks";
import type { DeploymentModel } from "../../../rehearsal/stack/model";
import { VirtualClock } from "../virtual-clock";
import { HEALTHY_MS } from "./balancer";
import { ALARM, closeStages, type HookEvent, MINUTE_MS, Stage, type StageOptions } from "./stage";

afterEach(closeStages);

const STAGES = [
  "PRE_SCALE_UP",
  "SCALE_UP",
  "POST_SCALE_UP",
  "TEST_TRAFFIC_SHIFT",
  "POST_TEST_TRAFFIC_SHIFT",
  "PRODUCTION_TRAFFIC_SHIFT",
  "POST_PRODUCTION_TRAFFIC_SHIFT",
  "BAKE_TIME",
  "CLEAN_UP",
];

function native(options: StageOptions = {}): Stage {
  return new Stage({ ...options, model: { engine: "native", ...options.model } });
}

/** A deployment with one hook after test traffic, and how it answers. */
function hooked(answer: (event: HookEvent, stage: Stage) => unknown, faults: string[] = []): Stage {
  const lifecycleHooks = [{ function: "check", stages: ["POST_TEST_TRAFFIC_SHIFT"] }];
  return native({ model: { lifecycleHooks }, functions: { check: answer }, faults });
}

describe("a native deployment", () => {
  test("goes through its lifecycle stages in order", async () => {
    const stage = native();
    expect(await stage.deploy()).toEqual({ status: "Succeeded", rolledBack: false });
    expect(stage.of("deployment-created")).toMatchObject([
      { deployment: expect.stringMatching(/^[0-9a-f]{16}$/), lifecycleEvents: STAGES },
    ]);
    expect(stage.lifecycle).toEqual(STAGES.map((name) => `${name} Succeeded`));
    expect(stage.balancer.served("production")).toEqual({ v1: 100 });
    expect(stage.balancer.served("test")).toEqual({ v1: 100 });
    expect(stage.tasks.running).toEqual(["v1", "v1"]);
  });

  test("bakes for as long as the service says", async () => {
    const stage = native({ model: { terminationWaitMinutes: 45, shift: { type: "all-at-once" } } });
    await stage.deploy();
    const [{ at, until } = { at: 0, until: 0 }] = stage.of("waiting");
    expect(stage.of("waiting")).toMatchObject([{ for: "bake" }]);
    expect((until ?? 0) - at).toBe(45 * MINUTE_MS);
    const baked = stage.of("lifecycle-event").find((event) => event.name === "CLEAN_UP");
    expect(baked?.at).toBe(until);
  });

  test("that fails to start tasks ends in the end, and is put back", async () => {
    const stage = native({ desired: 10 });
    await stage.ready();
    const attempts: string[] = [];
    stage.tasks.onStart = ({ id }) => {
      attempts.push(id);
      throw new Error("CannotPullContainerError: not found");
    };
    expect(await stage.deploy()).toEqual({
      status: "Stopped",
      reason: expect.stringMatching(
        /^CIRCUIT_BREAKER: The deployment circuit breaker was triggered by 5 tasks that failed: 0 of 10 tasks were healthy\. CannotPullContainerError: not found$/,
      ),
      rolledBack: true,
    });
    expect(stage.lifecycle.at(-1)).toBe("SCALE_UP Failed");
    expect(stage.tasks.running).toEqual(Array(10).fill("placeholder"));
  });

  test.each([
    [1, 3],
    [2, 3],
    [6, 3],
    [7, 4],
    [500, 200],
  ])("of %i tasks is ended by its circuit breaker after %i that failed", async (desired, failures) => {
    const stage = native({ desired });
    await stage.ready();
    stage.tasks.onStart = () => {
      throw new Error("no");
    };
    const { reason } = await stage.deploy();
    expect(reason).toContain(`triggered by ${failures} tasks that failed`);
  });

  test.each<[keyof DeploymentModel["rollbackOn"], (stage: Stage) => unknown, boolean]>([
    ["alarm", ({ alarms }) => alarms.set(ALARM, "ALARM", "5 datapoints", true), true],
    ["alarm", ({ alarms }) => alarms.set(ALARM, "ALARM", "5 datapoints", true), false],
    ["request", ({ deployer }) => deployer.stop(), true],
  ])("ends for %s; rollback is as the service says", async (cause, stop, rollback) => {
    const stage = native({
      model: { rollbackOn: { failure: true, alarm: true, request: true, [cause]: rollback } },
    });
    await stage.ready();
    const done = stage.begin();
    await stage.clock.pass(HEALTHY_MS + 4.5 * MINUTE_MS);
    stop(stage);
    expect(await stage.clock.play(done)).toMatchObject({ status: "Stopped", rolledBack: rollback });
    expect(stage.balancer.served("production")).toEqual(
      rollback ? { placeholder: 100 } : { placeholder: 50, v1: 50 },
    );
  });
});

describe("a hook of a native deployment", () => {
  test("is told its stage, and lets the deployment go on with SUCCEEDED", async () => {
    const stage = hooked((_, { balancer }) => {
      expect(balancer.served("test")).toEqual({ v1: 100 });
      expect(balancer.served("production")).toEqual({ placeholder: 100 });
      return { hookStatus: "SUCCEEDED" };
    });
    expect(await stage.deploy()).toMatchObject({ status: "Succeeded" });
    expect(stage.invoked).toMatchObject([
      [
        "check",
        {
          serviceArn: expect.stringContaining(":service/shop"),
          lifecycleStage: "POST_TEST_TRAFFIC_SHIFT",
          targetServiceRevisionArn: stage.of("deployment-created")[0]?.deployment,
        },
      ],
    ]);
  });

  test.each<[unknown, string]>([
    [{ hookStatus: "FAILED" }, "returned FAILED"],
    [{ hookStatus: "Succeeded" }, "returned Succeeded"],
    [{}, "returned no hookStatus"],
    [undefined, "returned no hookStatus"],
    ["SUCCEEDED", "returned no hookStatus"],
  ])("that returns %j ends it", async (answer, what) => {
    const stage = hooked(() => answer);
    expect(await stage.deploy()).toEqual({
      status: "Stopped",
      reason: `HOOK_EXECUTION_FAILURE: The hook of POST_TEST_TRAFFIC_SHIFT, check, ${what}`,
      rolledBack: true,
    });
    expect(stage.shifts).toEqual([]);
  });

  test("that throws ends it, with what it threw", async () => {
    const stage = hooked(() => {
      throw new Error("cannot reach green");
    });
    expect(await stage.deploy()).toMatchObject({
      reason: expect.stringMatching(/check, cannot reach green$/),
    });
  });

  test("that is IN_PROGRESS is run again after its delay, with what it has kept", async () => {
    const at: number[] = [];
    const answers = [
      { hookStatus: "IN_PROGRESS", hookDetails: { looked: 1 } },
      { hookStatus: "IN_PROGRESS", callBackDelay: 60 },
      { hookStatus: "SUCCEEDED" },
    ];
    const stage = hooked((_, { clock }) => {
      at.push(clock.now());
      return answers[at.length - 1];
    });
    expect(await stage.deploy()).toMatchObject({ status: "Succeeded" });
    expect(at.map((moment) => moment - (at[0] ?? 0))).toEqual([0, 30_000, 90_000]);
    expect(stage.invoked.map(([, event]) => Object(event).hookDetails)).toEqual([
      undefined,
      { looked: 1 },
      undefined,
    ]);
  });

  test("cannot be IN_PROGRESS for more than a day", async () => {
    const clock = new VirtualClock();
    const began = clock.now();
    const value = { hookStatus: "IN_PROGRESS", callBackDelay: 3600 };
    const invoke = jest.fn(async () => ({ ended: "returned" as const, value }));
    const hooks = new HookBoard(clock, { invoke }, () => undefined);
    const place = { serviceArn: "arn", stage: "PRE_SCALE_UP", name: "check" };
    const running = hooks.runNative({ id: "1", release: "2" }, place, new AbortController().signal);
    await expect(clock.play(running)).rejects.toThrow("check, returned IN_PROGRESS");
    expect(clock.now() - began).toBe(24 * 60 * MINUTE_MS);
    expect(invoke).toHaveBeenCalledTimes(25);
  });

  test.each(["while it is run", "while it is IN_PROGRESS"])(
    "is not run again after a stop %s",
    async (when) => {
      const stage = hooked((_, { deployer }) => {
        if (when === "while it is run") deployer.stop();
        else setImmediate(() => deployer.stop());
        return { hookStatus: "IN_PROGRESS" };
      });
      expect(await stage.deploy()).toMatchObject({ reason: expect.stringMatching(/^MANUAL_STOP/) });
      expect(stage.invoked).toHaveLength(1);
    },
  );

  test.each([
    ["hook-fails", "returned FAILED"],
    ["hook-silent", "returned no hookStatus"],
    ["hook-hangs", "Task timed out"],
  ])("is not run where --fault %s plays it", async (fault, what) => {
    const stage = hooked(() => ({ hookStatus: "SUCCEEDED" }), [fault]);
    expect(await stage.deploy()).toMatchObject({ status: "Stopped", reason: expect.stringContaining(what) });
    expect(stage.invoked).toEqual([]);
  });
});
