import type { Group } from "../../../rehearsal/fleet/model";
import { DRAIN_MS } from "../deployment/balancer";
import { ALARM, closeDepots, Depot, type DepotOptions, MINUTE_MS } from "./depot";

afterEach(closeDepots);

const INSTALL = [
  "ApplicationStop",
  "DownloadBundle",
  "BeforeInstall",
  "Install",
  "AfterInstall",
  "ApplicationStart",
  "ValidateService",
];

function opened(options: DepotOptions = {}): Promise<Depot> {
  return new Depot({ ...options, model: { type: "BLUE_GREEN", ...options.model } }).open();
}

const groupNames = ({ yard }: Depot) => yard.fleet.groups.map(({ settings }) => settings.name);
const serving = (depot: Depot) => depot.yard.fleet.find(depot.deployer.autoScalingGroups[0] ?? "") as Group;

describe("a release", () => {
  test("copies the group, moves users to the copy, and removes the original", async () => {
    const depot = await opened();
    expect(await depot.deploy("v1")).toEqual({ status: "Succeeded", rolledBack: false });
    const [record] = depot.deployer.deployments;
    const name = `CodeDeploy_shop_${record?.id}`;
    expect(groupNames(depot)).toEqual([name]);
    expect(depot.deployer.autoScalingGroups).toEqual([name]);
    expect(depot.of("deployment-created")[0]).toMatchObject({
      original: { targetGroup: "shop", version: "placeholder" },
      replacement: { targetGroup: name, version: "v1" },
    });
    expect(depot.versions).toEqual(["v1", "v1", "v1"]);
    expect(depot.yard.balancer.versions("web")).toEqual(["v1"]);
    expect(serving(depot).settings).toMatchObject({
      desiredCapacity: 3,
      targetGroups: ["web"],
      tags: { "bluegreen:fleet": "shop" },
    });
    expect(depot.yard.fleet.terminated).toHaveLength(3);
    expect(depot.statuses).toEqual(["InProgress", "Succeeded"]);
  });

  test("goes through AWS's lifecycle events, those of the originals last", async () => {
    const depot = await opened();
    await depot.deploy("v1");
    const originals = depot.yard.ids(depot.deployer.autoScalingGroups[0]);
    await depot.deploy("v2");
    const events = (id: string) =>
      depot.agent.done.filter((text) => text.startsWith(id)).map((text) => text.slice(id.length + 1));
    const [fresh = ""] = depot.yard.ids(depot.deployer.autoScalingGroups[0]);
    expect(events(fresh)).toEqual(
      [...INSTALL, "BeforeAllowTraffic", "AfterAllowTraffic"].map((event) => `${event} v2`),
    );
    // The scripts of the originals are those of their own revision.
    for (const id of originals)
      expect(events(id).slice(-2)).toEqual(["BeforeBlockTraffic v1", "AfterBlockTraffic v1"]);
    expect(depot.lifecycle.slice(-3)).toEqual([
      "BeforeBlockTraffic Succeeded",
      "BlockTraffic Succeeded",
      "AfterBlockTraffic Succeeded",
    ]);
  });

  test("runs no scripts on instances that never had a revision", async () => {
    const depot = await opened();
    const originals = depot.yard.ids();
    await depot.deploy("v1");
    expect(depot.agent.done.some((text) => originals.some((id) => text.startsWith(id)))).toBe(false);
    expect(depot.lifecycle).toContain("BeforeBlockTraffic Skipped");
  });

  test("registers the copy's instances one at a time, and only then takes the originals out", async () => {
    const depot = await opened();
    await depot.deploy("v1");
    expect(depot.shares).toEqual([25, 40, 50, 60, 75, 100]);
  });

  test("never leaves users without as many instances as before", async () => {
    const depot = await opened();
    let fewest = Number.POSITIVE_INFINITY;
    depot.yard.fleet.onChange(() => {
      const members = depot.yard.fleet.groups.flatMap((group) => group.members);
      const healthy = members.filter(({ id }) => depot.yard.balancer.targetState("web", id) === "healthy");
      fewest = Math.min(fewest, healthy.length);
    });
    await depot.deploy("v1");
    expect(fewest).toBe(3);
  });

  test("carries the size over that the group has by then", async () => {
    const depot = await opened();
    depot.yard.fleet.find("shop")?.update({ desiredCapacity: 2 });
    await depot.yard.steady();
    await depot.deploy("v1");
    expect(serving(depot).settings).toMatchObject({ minSize: 1, maxSize: 4, desiredCapacity: 2 });
  });

  test("keeps the original for the termination wait", async () => {
    const depot = await opened({ model: { terminationWaitMinutes: 5 } });
    const waits: number[] = [];
    depot.onTold((event) => {
      if (event.type === "waiting") waits.push(depot.yard.ids("shop").length, (event.until ?? 0) - event.at);
    });
    await depot.deploy("v1");
    expect(waits).toEqual([3, 5 * MINUTE_MS]);
  });

  test("needs a group to copy", async () => {
    const depot = await opened();
    depot.deployer.autoScalingGroups = [];
    expect((await depot.deploy("v1")).reason).toBe("NO_INSTANCES: There is no Auto Scaling group to copy");
  });

  test("tells EventBridge of each of its states", async () => {
    const ready = { waitMinutes: 10, onTimeout: "CONTINUE_DEPLOYMENT" } as const;
    const depot = await opened({ model: { ready } });
    await depot.deploy("v1");
    expect(depot.changes).toEqual(["START", "READY", "START", "SUCCESS"]);
  });
});

describe("where users are moved only once somebody says so", () => {
  const model = (onTimeout: "STOP_DEPLOYMENT" | "CONTINUE_DEPLOYMENT") => ({
    ready: { waitMinutes: 10, onTimeout },
  });

  test("it goes on as soon as they do", async () => {
    const depot = await opened({ model: model("STOP_DEPLOYMENT"), approve: { afterMinutes: 3 } });
    expect((await depot.deploy("v1")).status).toBe("Succeeded");
    expect(depot.statuses).toEqual(["InProgress", "Ready", "InProgress", "Succeeded"]);
  });

  test("it goes on by itself where the deployment group says so", async () => {
    const depot = await opened({ model: model("CONTINUE_DEPLOYMENT"), approve: { afterMinutes: 30 } });
    expect((await depot.deploy("v1")).status).toBe("Succeeded");
  });

  test("it is stopped, and the copy removed, where nobody does", async () => {
    const depot = await opened({ model: model("STOP_DEPLOYMENT"), approve: { afterMinutes: 30 } });
    const result = await depot.deploy("v1");
    expect(result).toMatchObject({ status: "Stopped", rolledBack: true });
    expect(result.reason).toMatch("Nobody let users be moved within 10 minutes");
    expect(depot.shares).toEqual([]);
    expect(groupNames(depot)).toEqual(["shop"]);
  });
});

describe("a failure", () => {
  test("of a script on the copy moves nobody, and the copy is removed", async () => {
    const depot = await opened({ faults: ["script-fails@BeforeInstall"] });
    const result = await depot.deployAfter("v1", "v2");
    expect(result).toMatchObject({ status: "Failed", rolledBack: true });
    expect(depot.shares).toEqual([]);
    expect(groupNames(depot)).toEqual(depot.deployer.autoScalingGroups);
    expect(depot.versions).toEqual(["v1", "v1", "v1"]);
  });

  test("leaves the copy where the deployment group rolls nothing back, as AWS does", async () => {
    const rollbackOn = { failure: false, alarm: false, request: false };
    const depot = await opened({ faults: ["script-fails"], model: { rollbackOn } });
    expect(await depot.deployAfter("v1", "v2")).toMatchObject({ status: "Failed", rolledBack: false });
    expect(groupNames(depot)).toHaveLength(2);
    expect(depot.yard.balancer.versions("web")).toEqual(["v1"]);
  });

  test("of the copy to come up is one after an hour", async () => {
    const depot = await opened();
    depot.yard.runtime.failures.push(...Array<string>(300).fill("The image has no kernel"));
    const result = await depot.deploy("v1");
    expect(result).toMatchObject({ status: "Failed", rolledBack: true });
    expect(result.reason).toMatch(
      /^TIMEOUT: The instances of CodeDeploy_shop_\S+ did not come up within an hour\. The image has no kernel\. Launching EC2 instance failed\.$/,
    );
    expect(groupNames(depot)).toEqual(["shop"]);
  });

  test("to become healthy is one after an hour, with the originals still serving", async () => {
    const depot = await opened({ faults: ["unhealthy"] });
    const result = await depot.deployAfter("v1", "v2");
    expect(result.reason).toMatch("AllowTraffic: it is unhealthy in the target group web after an hour");
    expect(depot.yard.balancer.versions("web")).toEqual(["v1"]);
    expect(groupNames(depot)).toHaveLength(1);
  });

  test("of an original to be taken out fails all of it, and users go back", async () => {
    const depot = await opened();
    await depot.deploy("v1");
    const [odd = ""] = depot.yard.ids(depot.deployer.autoScalingGroups[0]);
    depot.agent.scripts["BeforeBlockTraffic v1"] = ({ id }) => {
      if (id === odd) throw new Error("no");
    };
    const result = await depot.deploy("v2");
    expect(result).toMatchObject({ status: "Failed", rolledBack: true });
    expect(result.reason).toMatch(`${odd} BeforeBlockTraffic: ScriptFailed: no`);
    expect(depot.yard.balancer.versions("web")).toEqual(["v1"]);
    expect(serving(depot).members.every(({ targetGroups }) => targetGroups.has("web"))).toBe(true);
  });

  test("of the last instance to be moved does no harm with OneAtATime", async () => {
    const depot = await opened();
    await depot.deploy("v1");
    let moved = 0;
    depot.agent.scripts["BeforeAllowTraffic v2"] = () => {
      moved += 1;
      if (moved === 3) throw new Error("no");
    };
    expect((await depot.deploy("v2")).status).toBe("Succeeded");
    expect(depot.versions).toEqual(["v2", "v2", "v2"]);
  });

  test("of one instance is outvoted with AllAtOnce, and users never meet it", async () => {
    const depot = await opened({
      faults: ["script-fails@BeforeInstall"],
      model: { minimumHealthy: { type: "HOST_COUNT", value: 0 } },
    });
    expect((await depot.deployAfter("v1", "v2")).status).toBe("Succeeded");
    expect(groupNames(depot)).toEqual(depot.deployer.autoScalingGroups);
    expect(depot.versions).toEqual(["placeholder", "v2", "v2"]);
    expect(depot.yard.balancer.versions("web")).toEqual(["v2"]);
    const [failed, ...others] = serving(depot).members;
    expect(failed?.targetGroups.size).toBe(0);
    expect(others.every(({ targetGroups }) => targetGroups.has("web"))).toBe(true);
  });
});

describe("a stop with users half way moved", () => {
  test("puts them back, the originals first, and removes the copy", async () => {
    const depot = await opened({ faults: ["stop@75"] });
    let fewest = Number.POSITIVE_INFINITY;
    const healthy = (version: string) =>
      depot.yard.fleet.groups
        .flatMap(({ members }) => members)
        .filter(
          ({ id, instance }) =>
            instance &&
            depot.agent.installed(instance)?.version === version &&
            depot.yard.balancer.targetState("web", id) === "healthy",
        ).length;
    depot.onTold((event) => {
      if (event.type === "shifted" && event.release === "release-v2") {
        fewest = Math.min(fewest, healthy("v1") + healthy("v2"));
      }
    });
    const result = await depot.deployAfter("v1", "v2");
    expect(result).toMatchObject({ status: "Stopped", rolledBack: true });
    expect(depot.shares.slice(0, 5)).toEqual([25, 40, 50, 60, 75]);
    expect(depot.shares.at(-1)).toBe(0);
    expect(fewest).toBeGreaterThanOrEqual(3);
    expect(depot.yard.balancer.versions("web")).toEqual(["v1"]);
    expect(groupNames(depot)).toEqual(depot.deployer.autoScalingGroups);
    expect(healthy("v1")).toBe(3);
    const [rollback, stopped] = depot.deployer.deployments;
    expect(rollback).toMatchObject({
      creator: "codeDeployRollback",
      status: "Succeeded",
      rollsBack: stopped?.id,
    });
    expect(stopped).toMatchObject({ status: "Stopped", rolledBackBy: rollback?.id });
    expect(depot.deployer.lastSuccessful?.revision.version).toBe("v1");
  });

  test("runs the scripts of the originals' own revision, and is kept up by none that fails", async () => {
    const depot = await opened({ faults: ["stop@100"] });
    depot.agent.scripts["BeforeAllowTraffic v1"] = () => {
      if (depot.of("rollback").length > 0) throw new Error("no");
    };
    const result = await depot.deployAfter("v1", "v2");
    expect(result).toMatchObject({ status: "Stopped", rolledBack: true });
    expect(depot.agent.done.filter((text) => text.endsWith("BeforeAllowTraffic v1"))).toHaveLength(3);
    expect(depot.yard.balancer.versions("web")).toEqual(["v1"]);
  });

  test("by an alarm does the same, also in the termination wait", async () => {
    const depot = await opened();
    await depot.deploy("v1");
    depot.onTold((event) => {
      if (event.type === "waiting" && event.release === "release-v2")
        depot.alarms.set(ALARM, "ALARM", "errors");
    });
    expect(await depot.deploy("v2")).toMatchObject({ status: "Stopped", rolledBack: true });
    expect(depot.versions).toEqual(["v1", "v1", "v1"]);
  });

  test("comes too late once the original is being removed", async () => {
    const depot = await opened();
    const under = depot.begin("v1");
    while (depot.deployer.autoScalingGroups[0] === "shop") await depot.clock.pass(1000);
    depot.deployer.stop();
    expect(await depot.clock.play(under)).toEqual({ status: "Succeeded", rolledBack: false });
  });
});

describe("an instance that is launched in mid-release", () => {
  test("into the copy gets the new revision before it meets users", async () => {
    const depot = await opened({ faults: ["scale-out@40"] });
    const met = new Set<string>();
    depot.yard.fleet.onChange(() => {
      for (const version of depot.yard.balancer.versions("web")) met.add(version);
    });
    expect((await depot.deployAfter("v1", "v2")).status).toBe("Succeeded");
    await depot.yard.steady(depot.deployer.autoScalingGroups[0]);
    expect(depot.versions).toEqual(["v2", "v2", "v2", "v2"]);
    expect([...met].sort()).toEqual(["placeholder", "v1", "v2"]);
    expect(depot.deployer.deployments.map(({ creator }) => creator)).toContain("CodeDeployAutoUpdate");
  });

  test("into the original gets the revision that it serves", async () => {
    const depot = await opened();
    await depot.deploy("v1");
    const original = serving(depot);
    const under = depot.begin("v2");
    original.update({ desiredCapacity: 4 });
    await depot.clock.play(original.steady(new AbortController().signal));
    expect(depot.yard.balancer.versions("web")).toEqual(["v1"]);
    expect((await depot.clock.play(under)).status).toBe("Succeeded");
    expect(depot.versions.every((version) => version === "v2")).toBe(true);
  });
});

test("an instance of the copy that dies counts as failed", async () => {
  const depot = await opened({ faults: ["instance-dies"] });
  const result = await depot.deployAfter("v1", "v2");
  expect(result).toMatchObject({ status: "Failed", rolledBack: true });
  expect(depot.versions).toEqual(["v1", "v1", "v1"]);
});

test("instances of the copy come up with what goes wrong with them", async () => {
  const depot = await opened({ faults: ["mount-fails"] });
  await depot.deployAfter("v1", "v2");
  const faults = depot.yard.runtime.booted.map(({ request }) => request.fault?.mountFails ?? false);
  expect(faults).toEqual([false, false, false, false, false, false, true, true, true]);
});

test("an instance that is drained keeps its requests until they have ended", async () => {
  const depot = await opened();
  const began: number[] = [];
  depot.onTold((event) => {
    if (event.type === "lifecycle-event" && event.name === "BlockTraffic") began.push(event.at);
  });
  await depot.deploy("v1");
  expect((began[1] ?? 0) - (began[0] ?? 0)).toBeGreaterThanOrEqual(DRAIN_MS);
});
