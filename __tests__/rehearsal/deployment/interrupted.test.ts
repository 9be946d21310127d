import type { ServiceState } from "../../../rehearsal/deployment/journal";
import { DRAIN_MS, HEALTHY_MS } from "./balancer";
import { ENGINES, functions, HOOKS, statesOf } from "./interruptions";
import { ALARM, closeStages, MINUTE_MS, Stage } from "./stage";

afterEach(closeStages);

/** In each of its states, and at any moment: `interrupted.exhaustive.ts`. */
describe.each(Object.entries(ENGINES))("a deployment by %s that was interrupted", (_, model) => {
  test("in mid-shift holds the share that it had for its interval once more", async () => {
    const found = (await statesOf(model)).find(({ deployment }) => deployment.promised === 40);
    const stage = new Stage({ model, functions, state: found?.state });
    await stage.ready();
    const began = stage.clock.now();
    await stage.resume();
    expect(
      stage.of("shifted").map(({ promised, at }) => [promised, (at - began - HEALTHY_MS) / MINUTE_MS]),
    ).toEqual([40, 50, 60, 70, 80, 90, 100].map((share, minute) => [share, minute]));
  });

  test.each(["alarm", "request"] as const)(
    "by %s while it was rolled back is not released",
    async (cause) => {
      const first = new Stage({ model, functions });
      await first.ready();
      const done = first.begin("v1", HOOKS);
      await first.clock.pass(HEALTHY_MS + 8.5 * MINUTE_MS);
      if (cause === "alarm") first.alarms.set(ALARM, "ALARM", "5 datapoints", true);
      else first.deployer.stop();
      await first.clock.pass(DRAIN_MS / 2);
      const state = first.journal.state as ServiceState | undefined;
      const ended = await first.clock.play(done);
      const stage = new Stage({ model, functions, state });
      await stage.ready();
      expect(await stage.resume()).toEqual(ended);
      expect(stage.tasks.running).toEqual(["placeholder", "placeholder"]);
      expect(stage.balancer.served("production")).toEqual({ placeholder: 100 });
      expect(stage.journal.state?.deployment).toBeUndefined();
    },
  );
});

test("a task definition that was refused is refused again", async () => {
  const refusal = "InvalidParameterException: no such container";
  const [{ state, deployment } = { state: undefined, deployment: undefined }] = await statesOf({});
  if (!state || !deployment) throw new Error("there is no such state");
  const interrupted = { ...deployment, step: "Install", refusal };
  const stage = new Stage({ state: { ...state, deployment: interrupted } });
  await stage.ready();
  expect(await stage.resume()).toMatchObject({ status: "Failed", reason: `ECS_UPDATE_ERROR: ${refusal}` });
});
