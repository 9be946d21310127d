import fc from "fast-check";
import { ENGINES, functions, HOOKS, statesOf } from "./interruptions";
import { ALARM, closeStages, MINUTE_MS, Stage } from "./stage";

afterEach(closeStages);

describe.each(Object.entries(ENGINES))("a deployment by %s that was interrupted", (engine, model) => {
  test("goes on from every state that it may have left, and nobody is sent back on the way", async () => {
    const states = await statesOf(model);
    // Each step once, each share, and the end of the original.
    expect(states).toHaveLength((engine === "native" ? 9 : 11) + 10 + 1);
    for (const { title, state, deployment } of states) {
      const stage = new Stage({ model, functions, state });
      await stage.ready();
      expect({ title, ...(await stage.resume()) }).toEqual({ title, status: "Succeeded", rolledBack: false });
      const promised = stage.of("shifted").map((event) => event.promised);
      expect(promised).toEqual([...promised].sort((a, b) => a - b));
      expect(promised.every((share) => share >= deployment.promised)).toBe(true);
      expect(stage.of("deployment-created")).toEqual([]);
      expect(stage.balancer.served("production")).toEqual({ v1: 100 });
      expect(stage.balancer.served("test")).toEqual({ v1: 100 });
      expect(stage.tasks.running).toEqual(["v1", "v1"]);
      expect(stage.journal.state?.serving?.version).toBe("v1");
      expect(stage.journal.state?.deployment).toBeUndefined();
      await stage.close();
    }
  });

  test("shows the replacement to the test listener only once it had", async () => {
    for (const { title, state, deployment } of await statesOf(model)) {
      if (deployment.promised > 0 || state.serving.version === "v1") continue;
      const stage = new Stage({ model: { ...model, ready: undefined }, functions, state });
      const before: object[] = [];
      stage.onTold((event) => {
        if (event.type === "lifecycle-event" && event.status === "InProgress" && before.length === 0)
          before.push(stage.balancer.served("test"));
      });
      await stage.ready();
      await stage.resume();
      const early =
        /BeforeInstall|PRE_SCALE_UP|^Install|^SCALE_UP|AfterInstall|POST_SCALE_UP|AllowTestTraffic 0|^TEST/;
      const late = /AfterAllowTestTraffic|POST_TEST/;
      const shown = early.test(title) && !late.test(title) ? { placeholder: 100 } : { v1: 100 };
      expect({ title, before }).toEqual({ title, before: [shown] });
      await stage.close();
    }
  });
});

describe.each(Object.entries(ENGINES))("a stop of a deployment by %s", (_, model) => {
  const SHIFTS = [
    { type: "all-at-once" },
    { type: "linear", percent: 20, minutes: 1 },
    { type: "canary", percent: 5, minutes: 10 },
  ] as const;

  test("at any moment leaves users at the original, and no task of the replacement", async () => {
    const anyStop = fc.record({
      shift: fc.constantFrom(...SHIFTS),
      after: fc.integer({ min: 0, max: 25 * MINUTE_MS }),
      cause: fc.constantFrom("alarm", "request"),
      hasTestListener: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(anyStop, async ({ shift, after, cause, hasTestListener }) => {
        const stage = new Stage({ model: { ...model, shift }, functions, hasTestListener });
        await stage.ready();
        const done = stage.begin("v1", HOOKS);
        await stage.clock.pass(after);
        // Only then is there nothing to go back to.
        const late = stage.journal.state?.serving?.version === "v1";
        if (cause === "alarm") stage.alarms.set(ALARM, "ALARM", "5 datapoints", true);
        else stage.deployer.stop();
        const { status, rolledBack } = await stage.clock.play(done);
        const left = late ? "v1" : "placeholder";
        expect({ status, rolledBack }).toEqual(
          late ? { status: "Succeeded", rolledBack: false } : { status: "Stopped", rolledBack: true },
        );
        expect(stage.balancer.served("production")).toEqual({ [left]: 100 });
        if (hasTestListener) expect(stage.balancer.served("test")).toEqual({ [left]: 100 });
        expect(stage.tasks.running).toEqual([left, left]);
        expect(stage.journal.state).toMatchObject({ serving: { version: left } });
        expect(stage.journal.state?.deployment).toBeUndefined();
        await stage.close();
      }),
      { numRuns: 25 },
    );
  });
});
