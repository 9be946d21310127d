import type { Group } from "../../../rehearsal/fleet/model";
import { ALARM, closeDepots, Depot, MINUTE_MS } from "./depot";

afterEach(closeDepots);

const PER_INSTANCE = [
  "BeforeBlockTraffic",
  "AfterBlockTraffic",
  "ApplicationStop",
  "DownloadBundle",
  "BeforeInstall",
  "Install",
  "AfterInstall",
  "ApplicationStart",
  "ValidateService",
  "BeforeAllowTraffic",
  "AfterAllowTraffic",
];

describe("a release", () => {
  test("goes through the instances one at a time, in AWS's order of lifecycle events", async () => {
    const depot = await new Depot().open();
    expect(await depot.deploy("v1")).toEqual({ status: "Succeeded", rolledBack: false });
    expect(depot.done).toEqual(
      [1, 2, 3].flatMap((number) => PER_INSTANCE.map((event) => `${number} ${event} v1`)),
    );
    expect(depot.versions).toEqual(["v1", "v1", "v1"]);
    expect(depot.shares).toEqual([33, 67, 100]);
    expect(depot.statuses).toEqual(["InProgress", "Succeeded"]);
    expect(depot.changes).toEqual(["START", "SUCCESS"]);
  });

  test("tells each lifecycle event once for all instances, and once for each", async () => {
    const depot = await new Depot().open();
    await depot.deploy("v1");
    const [created] = depot.of("deployment-created");
    expect(created).toMatchObject({
      original: { targetGroup: "shop", version: "placeholder" },
      replacement: { targetGroup: "shop", version: "v1" },
    });
    expect(created?.lifecycleEvents).toEqual([
      "BeforeBlockTraffic",
      "BlockTraffic",
      "AfterBlockTraffic",
      "ApplicationStop",
      "DownloadBundle",
      "BeforeInstall",
      "Install",
      "AfterInstall",
      "ApplicationStart",
      "ValidateService",
      "BeforeAllowTraffic",
      "AllowTraffic",
      "AfterAllowTraffic",
    ]);
    expect(depot.of("lifecycle-event").filter(({ status }) => status === "InProgress")).toHaveLength(13);
    expect(depot.lifecycle).toEqual(
      created?.lifecycleEvents.map(
        (name) => `${name} ${name === "ApplicationStop" ? "Skipped" : "Succeeded"}`,
      ),
    );
    const [id] = depot.yard.ids();
    expect(depot.of("log").map(({ text }) => text)).toContain(`${id} BeforeInstall: Succeeded`);
  });

  test("takes each instance out of the load balancer, and waits until it is healthy again", async () => {
    const depot = await new Depot().open();
    const healthy: number[] = [];
    depot.agent.scripts.Install = ({ id }) => {
      const others = depot.yard.ids().filter((one) => one !== id);
      healthy.push(others.filter((one) => depot.yard.balancer.targetState("web", one) === "healthy").length);
      expect(depot.yard.balancer.targetState("web", id)).toBeUndefined();
    };
    await depot.deploy("v1");
    expect(healthy).toEqual([2, 2, 2]);
    expect(depot.yard.balancer.versions("web")).toEqual(["v1"]);
  });

  test("counts instances on either side", async () => {
    const depot = await new Depot().open();
    await depot.deploy("v1");
    const last = (role: string) =>
      depot
        .of("tasks")
        .filter((event) => event.role === role)
        .at(-1);
    expect(last("original")).toMatchObject({ desired: 0, running: 0, healthy: 0 });
    expect(last("replacement")).toMatchObject({ desired: 3, running: 3, healthy: 3 });
  });

  test("touches no load balancer where the deployment group does not say so", async () => {
    const depot = await new Depot({ model: { trafficControl: false } }).open();
    depot.agent.scripts.Install = ({ id }) => {
      expect(depot.yard.balancer.targetState("web", id)).toBe("healthy");
    };
    await depot.deploy("v1");
    expect(depot.of("deployment-created")[0]?.lifecycleEvents).toEqual(PER_INSTANCE.slice(2, 9));
    expect(depot.done).toHaveLength(21);
  });

  test("of the same commit again is told apart from itself", async () => {
    const depot = await new Depot().open();
    await depot.deploy("v1");
    await depot.deploy("v1");
    expect(depot.versions[0]).toMatch(/^v1-[0-9A-F]{4}$/);
  });

  test.each([
    [{ type: "FLEET_PERCENT", value: 50 } as const, 4, 2],
    [{ type: "HOST_COUNT", value: 1 } as const, 4, 3],
    [{ type: "HOST_COUNT", value: 0 } as const, 3, 3],
  ])("by %j takes of %i instances %i at a time", async (minimumHealthy, desiredCapacity, room) => {
    const depot = await new Depot({ model: { minimumHealthy }, group: { desiredCapacity } }).open();
    let now = 0;
    let most = 0;
    depot.agent.scripts.DownloadBundle = () => {
      now += 1;
      most = Math.max(most, now);
    };
    depot.agent.scripts.AfterAllowTraffic = () => {
      now -= 1;
    };
    expect((await depot.deploy("v1")).status).toBe("Succeeded");
    expect(most).toBe(room);
  });

  test("needs an instance, and room for one", async () => {
    const none = await new Depot({ group: { minSize: 0, desiredCapacity: 0 } }).open();
    expect((await none.deploy("v1")).reason).toBe(
      "NO_INSTANCES: No instances were found in the deployment group",
    );
    const full = await new Depot({ model: { minimumHealthy: { type: "HOST_COUNT", value: 3 } } }).open();
    expect((await full.deploy("v1")).reason).toMatch(/^HEALTH_CONSTRAINTS_INVALID: .*: 3 of 3$/);
    expect(full.agent.done).toEqual([]);
  });

  test("is refused while another is under way", async () => {
    const depot = await new Depot().open();
    const first = depot.begin("v1");
    expect((await depot.begin("v2")).reason).toMatch(/^DeploymentLimitExceededException/);
    await depot.clock.play(first);
  });
});

describe("instances that go into standby by their own scripts", () => {
  test("do so one at a time, in the order of the article", async () => {
    const depot = await new Depot({ model: { trafficControl: false } }).open();
    const group = depot.yard.fleet.find("shop") as Group;
    const inState = async (id: string, state: string) => {
      while (depot.yard.fleet.memberOf(id)?.member.state !== state) await depot.clock.after(1000);
    };
    depot.agent.scripts.BeforeInstall = async ({ id }) => {
      group.enterStandby([id], true);
      await inState(id, "Standby");
    };
    depot.agent.scripts.ApplicationStart = async ({ id }) => {
      group.exitStandby([id]);
      await inState(id, "InService");
    };
    expect((await depot.deploy("v1")).status).toBe("Succeeded");
    expect(depot.yard.done()).toEqual([
      "Moving EC2 instance out of Standby: 3",
      "Moving EC2 instance to Standby: 3",
      "Moving EC2 instance out of Standby: 2",
      "Moving EC2 instance to Standby: 2",
      "Moving EC2 instance out of Standby: 1",
      "Moving EC2 instance to Standby: 1",
      "Launching a new EC2 instance: 3",
      "Launching a new EC2 instance: 2",
      "Launching a new EC2 instance: 1",
    ]);
    expect(group.settings.desiredCapacity).toBe(3);
  });
});

describe("a script that fails", () => {
  test("on the first instance fails the release, and the last good revision is deployed to it anew", async () => {
    const depot = await new Depot({ faults: ["script-fails@AfterInstall"] }).open();
    const result = await depot.deployAfter("v1", "v2");
    expect(result).toMatchObject({ status: "Failed", rolledBack: true });
    expect(result.reason).toMatch(
      /^HEALTH_CONSTRAINTS: The overall deployment failed because too many individual instances .* AfterInstall: ScriptFailed: it exited with 1$/,
    );
    expect(depot.versions).toEqual(["v1", "v1", "v1"]);
    expect(new Set(depot.done.map((text) => text.split(" ")[0]))).toEqual(new Set(["1"]));
    expect(depot.done.slice(-11)).toEqual(PER_INSTANCE.map((event) => `1 ${event} v1`));
    expect(depot.lifecycle).toContain("AfterInstall Failed");
    expect(depot.statuses).toEqual(["InProgress", "Failed"]);
    expect(depot.changes).toEqual(["START", "FAILURE", "START", "SUCCESS"]);
    expect(depot.yard.balancer.versions("web")).toEqual(["v1"]);
  });

  test("makes a deployment of its own that puts back, which is told of", async () => {
    const depot = await new Depot({ faults: ["script-fails"] }).open();
    await depot.deployAfter("v1", "v2");
    const [rollback, failed] = depot.deployer.deployments;
    expect(rollback).toMatchObject({
      creator: "codeDeployRollback",
      status: "Succeeded",
      rollsBack: failed?.id,
    });
    expect(failed).toMatchObject({ creator: "user", status: "Failed", rolledBackBy: rollback?.id });
    expect(failed?.error?.code).toBe("HEALTH_CONSTRAINTS");
    expect(depot.of("rollback")).toMatchObject([{ deployment: rollback?.id }]);
    expect(depot.deployer.lastSuccessful?.id).toBe(rollback?.id);
  });

  test("on the second puts back both", async () => {
    const depot = await new Depot().open();
    await depot.deploy("v1");
    const [first, second, third] = depot.yard.ids();
    depot.agent.scripts["ValidateService v2"] = ({ id }) => {
      if (id === second) throw new Error("it does not answer");
    };
    const result = await depot.deploy("v2");
    expect(result).toMatchObject({ status: "Failed", rolledBack: true });
    expect(depot.shares.slice(-2)).toEqual([33, 0]);
    expect(depot.versions).toEqual(["v1", "v1", "v1"]);
    const back = depot.agent.done.filter((text) => text.endsWith(" Install v1")).slice(-2);
    // The one that failed is first: it is unhealthy anyway.
    expect(back).toEqual([`${second} Install v1`, `${first} Install v1`]);
    expect(depot.agent.done).not.toContain(`${third} Install v2`);
  });

  test("on the last of them does no harm with OneAtATime", async () => {
    const depot = await new Depot().open();
    await depot.deploy("v1");
    const last = depot.yard.ids().at(-1);
    depot.agent.scripts["BeforeInstall v2"] = ({ id }) => {
      if (id === last) throw new Error("no");
    };
    expect(await depot.deploy("v2")).toEqual({ status: "Succeeded", rolledBack: false });
    expect(depot.lifecycle).toContain("BeforeInstall Failed");
    expect(depot.versions).toEqual(["v2", "v2", "v1"]);
    expect(depot.deployer.deployments.map(({ creator }) => creator)).toEqual(["user", "user"]);
    // The next release takes it first.
    await depot.deploy("v3");
    expect(depot.agent.done.find((text) => text.endsWith(" Install v3"))).toBe(`${last} Install v3`);
    expect(depot.versions).toEqual(["v3", "v3", "v3"]);
  });

  test("at the first release leaves nothing to go back to", async () => {
    const depot = await new Depot().open();
    depot.agent.scripts.BeforeInstall = () => {
      throw new Error("no");
    };
    expect(await depot.deploy("v1")).toMatchObject({ status: "Failed", rolledBack: false });
    expect(depot.deployer.lastSuccessful).toBeUndefined();
  });

  test("is not put right where the deployment group does not say so", async () => {
    const rollbackOn = { failure: false, alarm: true, request: true };
    const depot = await new Depot({ faults: ["script-fails@AfterInstall"], model: { rollbackOn } }).open();
    expect(await depot.deployAfter("v1", "v2")).toMatchObject({ status: "Failed", rolledBack: false });
    expect(depot.versions).toEqual(["v2", "v1", "v1"]);
    expect(depot.of("rollback")).toEqual([]);
  });

  test("also in the rollback leaves it there", async () => {
    const depot = await new Depot().open();
    await depot.deploy("v1");
    depot.agent.scripts.BeforeInstall = () => {
      throw new Error("no");
    };
    expect(await depot.deploy("v2")).toMatchObject({ status: "Failed", rolledBack: false });
    expect(depot.deployer.deployments[0]).toMatchObject({ creator: "codeDeployRollback", status: "Failed" });
  });
});

test("a script that hangs fails once the agent ends it", async () => {
  const depot = await new Depot({ faults: ["script-hangs@BeforeInstall"] }).open();
  const result = await depot.deployAfter("v1", "v2");
  expect(result.reason).toMatch("BeforeInstall: ScriptTimedOut: it took too long");
  expect(depot.versions).toEqual(["v1", "v1", "v1"]);
});

describe("an instance that dies while it is deployed to", () => {
  test("fails the release, and is replaced by one with the last good revision", async () => {
    const depot = await new Depot({ faults: ["instance-dies"] }).open();
    const [first = ""] = depot.yard.ids();
    const result = await depot.deployAfter("v1", "v2");
    expect(result).toMatchObject({ status: "Failed", rolledBack: true });
    expect(result.reason).toMatch(/Install: the instance died: ended by --fault instance-dies$/);
    await depot.clock.pass(10 * MINUTE_MS);
    await depot.yard.steady();
    expect(depot.yard.ids()).not.toContain(first);
    expect(depot.versions).toEqual(["v1", "v1", "v1"]);
    expect(depot.deployer.deployments.map(({ creator }) => creator)).toContain("autoscaling");
  });

  test("by scale-in fails too", async () => {
    const depot = await new Depot().open();
    await depot.deploy("v1");
    let done = false;
    depot.agent.scripts["AfterInstall v2"] = async () => {
      if (done) return;
      done = true;
      depot.yard.fleet.find("shop")?.update({ desiredCapacity: 2 });
      await depot.clock.after(MINUTE_MS);
    };
    expect((await depot.deploy("v2")).reason).toMatch("the instance was terminated");
  });
});

describe("an instance that is launched in mid-release", () => {
  test("gets the last good revision, and is brought up to date afterwards", async () => {
    const depot = await new Depot({ faults: ["scale-out@33"] }).open();
    expect(await depot.deployAfter("v1", "v2")).toMatchObject({ status: "Succeeded" });
    const id = depot.yard.ids().at(-1);
    expect(depot.agent.done).toContain(`${id} Install v1`);
    expect(depot.agent.done).toContain(`${id} Install v2`);
    expect(depot.versions).toEqual(["v2", "v2", "v2", "v2"]);
    expect(depot.deployer.deployments.map(({ creator }) => creator)).toEqual([
      "CodeDeployAutoUpdate",
      "autoscaling",
      "user",
      "user",
    ]);
    expect(depot.deployer.lastSuccessful?.creator).toBe("user");
  });

  test("stays as it is where the deployment group does not say so", async () => {
    const depot = await new Depot({ faults: ["scale-out@33"], model: { updatesOutdated: false } }).open();
    await depot.deployAfter("v1", "v2");
    await depot.clock.pass(10 * MINUTE_MS);
    expect(depot.versions).toEqual(["v2", "v2", "v2", "v1"]);
  });

  test("serves the placeholder where there is no good revision yet", async () => {
    const depot = await new Depot().open();
    depot.yard.fleet.find("shop")?.update({ desiredCapacity: 4 });
    await depot.yard.steady();
    expect(depot.versions).toEqual(["placeholder", "placeholder", "placeholder", "placeholder"]);
  });

  test("is given up where its deployment fails", async () => {
    const depot = await new Depot().open();
    await depot.deploy("v1");
    let failures = 0;
    depot.agent.scripts["BeforeInstall v1"] = () => {
      failures += 1;
      if (failures === 1) throw new Error("no");
    };
    depot.yard.fleet.find("shop")?.update({ desiredCapacity: 4 });
    await depot.yard.steady();
    expect(failures).toBe(2);
    expect(depot.versions).toEqual(["v1", "v1", "v1", "v1"]);
  });
});

describe("a stop", () => {
  test("by an operator ends what is under way, and puts back", async () => {
    const depot = await new Depot({ faults: ["stop@67"] }).open();
    const result = await depot.deployAfter("v1", "v2");
    expect(result).toEqual({
      status: "Stopped",
      reason: "MANUAL_STOP: The deployment was stopped by an operator",
      rolledBack: true,
    });
    expect(depot.shares).toEqual([33, 67, 33, 0]);
    expect(depot.versions).toEqual(["v1", "v1", "v1"]);
    expect(depot.statuses.at(-1)).toBe("Stopped");
    expect(depot.changes).toEqual(["START", "STOP", "START", "SUCCESS"]);
  });

  test("is for the release that is meant", async () => {
    const depot = await new Depot().open();
    expect(depot.deployer.stop()).toBe(false);
    const under = depot.begin("v1");
    expect(depot.deployer.stop("release-v0")).toBe(false);
    expect(depot.deployer.stop("release-v1")).toBe(true);
    expect((await depot.clock.play(under)).status).toBe("Stopped");
    expect(depot.agent.done).toEqual([]);
  });

  test("by an alarm before it begins touches nothing", async () => {
    const depot = await new Depot({ faults: ["alarm-red"] }).open();
    const result = await depot.deployAfter("v1", "v2");
    expect(result).toMatchObject({ status: "Stopped", rolledBack: true });
    expect(result.reason).toMatch(/^ALARM_ACTIVE: One or more alarms have been activated/);
    expect(depot.agent.done).toEqual([]);
  });

  test("by an alarm half way through puts back", async () => {
    const depot = await new Depot().open();
    await depot.deploy("v1");
    depot.onTold((event) => {
      if (event.type === "shifted" && event.promised === 67) depot.alarms.set(ALARM, "ALARM", "errors");
    });
    expect(await depot.deploy("v2")).toMatchObject({ status: "Stopped", rolledBack: true });
    expect(depot.versions).toEqual(["v1", "v1", "v1"]);
  });
});

test("what goes wrong in front of instances befalls those with the new revision, from the share on", async () => {
  const depot = await new Depot({ faults: ["errors=30@after=60"] }).open();
  const errors: unknown[] = [];
  depot.onTold((event) => {
    if (event.type !== "shifted" || event.release !== "release-v2") return;
    const instances = depot.yard.fleet.find("shop")?.members.flatMap(({ instance }) => instance ?? []) ?? [];
    errors.push(instances.map((instance) => depot.deployer.targetFault(instance).errorsPercent));
  });
  await depot.deployAfter("v1", "v2");
  expect(errors).toEqual([
    [0, undefined, undefined],
    [30, 30, undefined],
    [30, 30, 30],
  ]);
});

test("a closed deployer leaves everything as it is", async () => {
  const depot = await new Depot().open();
  await depot.deploy("v1");
  const under = depot.begin("v2");
  await depot.clock.pass(MINUTE_MS);
  await depot.clock.play(depot.deployer.close());
  expect(await under).toMatchObject({ status: "Stopped", rolledBack: false });
  expect(depot.deployer.interrupted).toBe("release-v2");
});
