import { closeDepots, Depot, type DepotOptions, type Left } from "./depot";

afterEach(closeDepots);

/** What a kill leaves at each step of the second release. */
async function lefts(options: DepotOptions): Promise<Left[]> {
  const depot = await new Depot({ ...options, keepsLefts: true }).open();
  await depot.deploy("v1");
  depot.lefts.length = 0;
  await depot.deployAfter("v1b", "v2");
  const kept = depot.lefts.filter(({ deployer }) => deployer.current?.release === "release-v2");
  await depot.close();
  return kept;
}

/** Some of them, the first and the last among them. */
function spread(all: readonly Left[], count: number): readonly Left[] {
  const last = all.length - 1;
  const indices = Array.from({ length: count }, (_, index) => Math.round((index * last) / (count - 1)));
  return [...new Set(indices)].flatMap((index) => all[index] ?? []);
}

const groupsOf = (depot: Depot) => depot.yard.fleet.groups.map(({ settings }) => settings.name);

describe.each(["IN_PLACE", "BLUE_GREEN"] as const)("a rehearsal that is killed under %s", (type) => {
  const options: DepotOptions = { model: { type, terminationWaitMinutes: 1 }, group: { desiredCapacity: 2 } };

  test("goes on to the same end, wherever it was", async () => {
    const all = await lefts(options);
    expect(all.length).toBeGreaterThan(5);
    for (const left of spread(all, 10)) {
      const { depot, result } = await Depot.resumed(options, left);
      expect(result).toEqual({ status: "Succeeded", rolledBack: false });
      await depot.yard.steady(depot.deployer.autoScalingGroups[0]);
      expect(depot.versions).toEqual(["v2", "v2"]);
      expect(depot.yard.balancer.versions("web")).toEqual(["v2"]);
      expect(groupsOf(depot)).toEqual(depot.deployer.autoScalingGroups);
      expect(depot.deployer.interrupted).toBeUndefined();
      expect(depot.deployer.deployments.filter(({ status }) => status === "InProgress")).toEqual([]);
      await depot.close();
    }
  });

  test("goes on with the rollback of what was stopped, and releases it no more", async () => {
    const faults = [type === "IN_PLACE" ? "stop@50" : "stop@67"];
    const all = (await lefts({ ...options, faults })).filter(({ deployer }) => deployer.current?.stopped);
    expect(all.length).toBeGreaterThan(0);
    for (const left of spread(all, 4)) {
      const { depot, result } = await Depot.resumed(options, left);
      expect(result).toMatchObject({ status: "Stopped", rolledBack: true });
      await depot.yard.steady(depot.deployer.autoScalingGroups[0]);
      expect(depot.versions).toEqual(["v1b", "v1b"]);
      expect(groupsOf(depot)).toEqual(depot.deployer.autoScalingGroups);
      await depot.close();
    }
  });
});

test("instances that were done are not deployed to again", async () => {
  const options: DepotOptions = { group: { desiredCapacity: 2 } };
  const all = await lefts(options);
  const half = all.find(({ deployer }) =>
    Object.values(deployer.current?.outcomes.deploy ?? {}).includes("Succeeded"),
  );
  if (!half) throw new Error("no instance was done first");
  const { depot } = await Depot.resumed(options, half);
  expect(depot.agent.done.filter((text) => text.endsWith(" Install v2"))).toHaveLength(1);
  expect(depot.of("deployment-created")).toEqual([]);
});

test("there is nothing to go on with where none was under way", () => {
  expect(() => new Depot().deployer.resume()).toThrow("no deployment was interrupted");
});
