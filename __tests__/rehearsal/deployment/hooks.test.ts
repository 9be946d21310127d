import { HOOK_EVENTS } from "../../../modules/pipeline/hook-events";
import { AwsError } from "../../../rehearsal/aws/actions";
import { HEALTHY_MS } from "./balancer";
import { closeStages, type HookEvent, MINUTE_MS, Stage } from "./stage";

afterEach(closeStages);

const reports = (status: string) => (event: HookEvent, stage: Stage) => stage.report(event, status);

describe("a hook", () => {
  test("is run at its own lifecycle event, and told the deployment and an id of its own", async () => {
    const names = Object.fromEntries(HOOK_EVENTS.map((event) => [event, `on-${event}`]));
    const functions = Object.fromEntries(Object.values(names).map((name) => [name, reports("Succeeded")]));
    const stage = new Stage({ functions });
    const order: string[] = [];
    stage.onTold((event) => {
      if (event.type === "lifecycle-event")
        order.push(`${event.name} ${event.status}, ${stage.invoked.length} hooks`);
    });
    expect(await stage.deploy("v1", names)).toMatchObject({ status: "Succeeded" });
    HOOK_EVENTS.forEach((event, index) => {
      expect(order).toContain(`${event} InProgress, ${index} hooks`);
      expect(order).toContain(`${event} Succeeded, ${index + 1} hooks`);
    });
    const ids = stage.invoked.map(([, event]) => event.LifecycleEventHookExecutionId);
    expect(new Set(ids).size).toBe(HOOK_EVENTS.length);
    const [{ deployment } = { deployment: "" }] = stage.of("deployment-created");
    for (const [, { DeploymentId }] of stage.invoked) expect(DeploymentId).toBe(deployment);
  });

  test("that reports Failed fails the deployment", async () => {
    const stage = new Stage({ functions: { check: reports("Failed") } });
    expect(await stage.deploy("v1", { AfterAllowTestTraffic: "check" })).toEqual({
      status: "Failed",
      reason: "HOOK_EXECUTION_FAILURE: The hook of AfterAllowTestTraffic, check, reported Failed",
      rolledBack: true,
    });
    expect(stage.lifecycle.at(-1)).toBe("AfterAllowTestTraffic Failed");
    expect(stage.shifts).toEqual([]);
  });

  test.each([
    ["ends without a report", () => undefined],
    [
      "throws",
      () => {
        throw new Error("it cannot be run");
      },
    ],
  ])("that %s fails the deployment after exactly an hour", async (_, silent) => {
    const stage = new Stage({
      functions: { check: async () => silent() },
    });
    await stage.ready();
    const began = stage.clock.now();
    const { reason } = await stage.deploy("v1", { BeforeInstall: "check" });
    expect(reason).toBe(
      "HOOK_EXECUTION_FAILURE: The hook of BeforeInstall, check, reported nothing within an hour",
    );
    expect(stage.clock.now() - began).toBe(60 * MINUTE_MS);
  });

  test("may report long after its function has ended, in its hour", async () => {
    const stage = new Stage({
      functions: {
        check: (event) => {
          void stage.clock.after(60 * MINUTE_MS - 1).then(() => stage.report(event, "Succeeded"));
        },
      },
    });
    expect(await stage.deploy("v1", { AfterAllowTraffic: "check" })).toMatchObject({ status: "Succeeded" });
  });

  test.each([
    ["hook-fails", /reported Failed$/, 0],
    ["hook-silent", /nothing within an hour$/, 60],
    ["hook-hangs", /nothing within an hour$/, 60],
  ])("is not run where --fault %s plays it", async (fault, reason, minutes) => {
    const stage = new Stage({
      faults: [`${fault}@BeforeInstall`],
      functions: { check: reports("Succeeded") },
    });
    await stage.ready();
    const began = stage.clock.now();
    const result = await stage.deploy("v1", { BeforeInstall: "check" });
    expect(result).toMatchObject({ status: "Failed", reason: expect.stringMatching(reason) });
    expect(stage.clock.now() - began).toBe(minutes * MINUTE_MS);
    expect(stage.invoked).toEqual([]);
  });
});

describe("a report", () => {
  /** A deployment that waits for its hook. */
  async function waiting(): Promise<{ stage: Stage; event: HookEvent; done: Promise<unknown> }> {
    const stage = new Stage({ functions: { check: () => undefined } });
    await stage.ready();
    const done = stage.begin("v1", { BeforeInstall: "check" });
    await stage.clock.pass(MINUTE_MS);
    const [[, event] = []] = stage.invoked;
    if (!event) throw new Error("the hook was not run");
    return { stage, event, done };
  }

  test.each<[string, (event: HookEvent) => HookEvent]>([
    ["for another execution", (event) => ({ ...event, LifecycleEventHookExecutionId: "1" })],
    ["for another deployment", (event) => ({ ...event, DeploymentId: "d-000000000" })],
  ])("%s is refused, and does not count", async (_, wrong) => {
    const { stage, event, done } = await waiting();
    expect(() => stage.report(wrong(event), "Succeeded")).toThrow(
      expect.objectContaining({ name: "InvalidLifecycleEventHookExecutionIdException" }),
    );
    await stage.clock.pass(MINUTE_MS);
    expect(stage.lifecycle).toEqual([]);
    expect(stage.report(event, "Succeeded")).toEqual({
      lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
    });
    expect(await stage.clock.play(done)).toMatchObject({ status: "Succeeded" });
  });

  test.each(["InProgress", "succeeded", undefined])("of %s is refused", async (status) => {
    const { stage, event, done } = await waiting();
    const reporting = () => stage.report(event, status as string);
    expect(reporting).toThrow(AwsError);
    expect(reporting).toThrow("allowed: Succeeded, Failed");
    stage.report(event, "Succeeded");
    expect(await stage.clock.play(done)).toMatchObject({ status: "Succeeded" });
  });

  test("that comes twice, or after a stop, is refused", async () => {
    const { stage, event, done } = await waiting();
    stage.deployer.stop();
    await stage.clock.play(done);
    expect(() => stage.report(event, "Succeeded")).toThrow("is not the ID of a hook");
  });
});

test("a stop does not wait for the hook", async () => {
  const stage = new Stage({ functions: { check: () => undefined } });
  await stage.ready();
  const began = stage.clock.now();
  const done = stage.begin("v1", { AfterInstall: "check" });
  await stage.clock.pass(HEALTHY_MS + MINUTE_MS);
  stage.deployer.stop();
  expect(await stage.clock.play(done)).toMatchObject({ status: "Stopped", rolledBack: true });
  expect(stage.clock.now() - began).toBeLessThan(3 * MINUTE_MS);
});
