import type { RehearsalState } from "../../../../rehearsal/deployment/journal";
import { DRAIN_MS, HEALTHY_MS } from "../balancer";
import { ALARM, CAPACITY, closeStages, onFixedPort, RollingStage, type RollingStageOptions } from "./stage";

afterEach(closeStages);

/** Every state that is on disk on the way of a deployment. */
async function statesOf(
  options: RollingStageOptions,
  during = (_: RollingStage) => {},
): Promise<RehearsalState[]> {
  const stage = new RollingStage(options);
  await stage.ready();
  const from = stage.states.length;
  const done = stage.begin();
  await stage.clock.pass(HEALTHY_MS + 4000);
  during(stage);
  await stage.clock.play(done);
  await stage.close();
  return stage.states.slice(from).filter(({ rolling }) => rolling?.release !== undefined);
}

/** Goes on from a state, to the end. */
async function resumed(state: RehearsalState, options: RollingStageOptions) {
  const stage = new RollingStage({ ...options, state });
  const followed = stage.deployer.follow("release-v1");
  await stage.ready();
  const result = await stage.clock.play(followed ?? Promise.resolve(undefined));
  return { stage, result };
}

const SETTINGS: Readonly<Record<string, RollingStageOptions>> = {
  "on Fargate": { desired: 3, model: { maximumPercent: 134 } },
  "with half of the tasks": { desired: 4, model: { minimumHealthyPercent: 50, maximumPercent: 100 } },
  "on container instances": {
    model: { capacity: CAPACITY, taskDefinitions: [onFixedPort(1), onFixedPort(2)] },
  },
};

describe.each(Object.entries(SETTINGS))("a deployment %s that was interrupted", (_, options) => {
  test("goes on from every state that it may have left, and is not told anew", async () => {
    const states = await statesOf(options);
    expect(states.length).toBeGreaterThan(4);
    for (const state of states) {
      const { stage, result } = await resumed(state, options);
      expect(result).toEqual({ status: "Succeeded", rolledBack: false });
      expect(new Set(stage.running)).toEqual(new Set(["v1"]));
      expect(stage.running).toHaveLength(options.desired ?? 2);
      expect(stage.of("deployment-created")).toEqual([]);
      const promised = stage.of("shifted").map((event) => event.promised);
      expect(promised.every((share) => share >= (state.rolling?.release?.promised ?? 0))).toBe(true);
      expect(stage.violations).toEqual([]);
      expect(stage.journal.state?.rolling?.release).toBeUndefined();
      await stage.close();
    }
  });

  test.each<[string, (stage: RollingStage) => unknown, string]>([
    ["an alarm", ({ alarms }) => alarms.set(ALARM, "ALARM", "5 datapoints", true), "Failed"],
    ["an operator", ({ deployer }) => deployer.stop(), "Stopped"],
  ])("while it was rolled back for %s is not released", async (_, stop, status) => {
    const states = (await statesOf(options, stop)).filter(({ rolling }) => rolling?.release?.stopped);
    expect(states.length).toBeGreaterThan(0);
    for (const state of states) {
      const { stage, result } = await resumed(state, options);
      expect(result).toMatchObject({ status, rolledBack: true });
      expect(new Set(stage.running)).toEqual(new Set(["placeholder"]));
      expect(stage.of("rollback")).toEqual([]);
      await stage.close();
    }
  });
});

test("as many tasks come back as there were, before anything is replaced", async () => {
  const options = { desired: 4, model: { maximumPercent: 125 } };
  const state = (await statesOf(options)).find(({ rolling }) => rolling?.release?.promised === 50);
  if (!state) throw new Error("there is no such state");
  const stage = new RollingStage({ ...options, state });
  await stage.clock.pass(HEALTHY_MS / 2);
  expect(stage.running).toEqual(["placeholder", "placeholder", "v1", "v1"]);
  await stage.ready();
  expect(stage.running.filter((version) => version === "placeholder")).toHaveLength(2);
});

test("a kill before they are back takes none of them for good", async () => {
  const options = { desired: 4, model: { maximumPercent: 125 } };
  const state = (await statesOf(options)).find(({ rolling }) => rolling?.release?.promised === 50);
  const stage = new RollingStage({ ...options, state });
  await stage.clock.pass(HEALTHY_MS / 2);
  const tasks = (one: RehearsalState | undefined) => one?.rolling?.rollouts.map((rollout) => rollout.tasks);
  expect(tasks(state)).toEqual([2, 2]);
  expect(tasks(stage.journal.state)).toEqual([2, 2]);
});

test("an alarm that was not watched is not watched after a kill either", async () => {
  const options = { faults: ["alarm-red"] };
  const [state] = await statesOf(options);
  expect(state?.rolling?.release).toMatchObject({ ignoresAlarms: true });
  const stage = new RollingStage({ state });
  const followed = stage.deployer.follow("release-v1");
  await stage.clock.pass(HEALTHY_MS + DRAIN_MS / 2);
  stage.alarms.set(ALARM, "ALARM", "5 datapoints", true);
  expect(await stage.clock.play(followed ?? Promise.resolve(undefined))).toMatchObject({
    status: "Succeeded",
  });
});
