import { call, EVENTS, FLEET, OURS, SCALED } from "./call";
import { BEGAN, Cloud } from "./cloud";

let cloud: Cloud;

beforeEach(() => {
  jest.restoreAllMocks();
  jest.spyOn(console, "log").mockImplementation();
  cloud = new Cloud();
  cloud.open();
});

afterAll(() => {
  jest.restoreAllMocks();
});

const error = (name: string, message = name) => Object.assign(new Error(message), { name });
const count = (action: string) => cloud.calls.filter((each) => each === action).length;

/** A fleet after a deployment: the group that serves is CodeDeploy's copy. */
function released(): void {
  cloud.addGroup({ name: "CodeDeploy_shop_d-1", tags: { ...OURS } });
  cloud.deploysTo = ["CodeDeploy_shop_d-1"];
}

describe("create", () => {
  test("can make the first group, and waits until its instances are in service", async () => {
    await expect(call(cloud, EVENTS.create)).resolves.toEqual({ group: "shop-first" });

    expect(cloud.state()).toEqual({
      groups: [
        {
          name: "shop-first",
          min: 1,
          max: 4,
          desired: 2,
          launchTemplate: "lt-1 $Latest",
          subnets: "subnet-1,subnet-2",
          health: "ELB 300",
          targetGroups: ["arn:tg"],
          tags: OURS,
          policies: [],
          leaving: false,
          instances: 2,
        },
      ],
      alarms: [],
      deploysTo: undefined,
    });
    expect(cloud.now - BEGAN).toBeGreaterThanOrEqual(5000);
  });

  test("can take over a group that is there already, with the size that auto scaling chose", async () => {
    cloud.addGroup({ name: "CodeDeploy_shop_d-1", tags: { ...OURS }, desired: 3 });

    await expect(call(cloud, EVENTS.create)).resolves.toEqual({ group: "CodeDeploy_shop_d-1" });

    expect([...cloud.groups.keys()]).toEqual(["CodeDeploy_shop_d-1"]);
    expect(cloud.groups.get("CodeDeploy_shop_d-1")?.desired).toBe(3);
  });

  test.each([
    ["its own", OURS],
    ["somebody else's", { Name: "other" }],
  ])("can wait for an older group of that name, %s, which AWS is still deleting", async (_, tags) => {
    cloud.addGroup({ name: "shop-first", tags: { ...tags }, leavesAt: BEGAN + 200_000 });

    await expect(call(cloud, EVENTS.create)).resolves.toEqual({ group: "shop-first" });
    expect(cloud.groups.get("shop-first")?.leavesAt).toBeUndefined();
  });

  test("takes over the oldest before there is a deployment group: copies come later", async () => {
    cloud.addGroup({ name: "CodeDeploy_shop_d-2", tags: { ...OURS } });
    cloud.addGroup({ name: "CodeDeploy_shop_d-1", tags: { ...OURS }, createdAt: BEGAN - 1 });

    await expect(call(cloud, EVENTS.create)).resolves.toEqual({ group: "CodeDeploy_shop_d-1" });
  });

  test("can wait until IAM knows of its role and of the instances' profile", async () => {
    cloud.refusals.push(
      { action: "DescribeAutoScalingGroups", error: error("AccessDenied") },
      { action: "ListDeployments", error: error("AccessDeniedException") },
      {
        action: "CreateAutoScalingGroup",
        error: error("ValidationError", "Invalid IAM Instance Profile name"),
      },
      {
        action: "CreateAutoScalingGroup",
        error: error("ValidationError", "You are not authorized to use launch template: lt-1"),
      },
    );
    await expect(call(cloud, EVENTS.create)).resolves.toEqual({ group: "shop-first" });
  });

  test("makes one group when it is called twice at once", async () => {
    const both = await Promise.all([call(cloud, EVENTS.create), call(cloud, EVENTS.create)]);

    expect(both).toEqual([{ group: "shop-first" }, { group: "shop-first" }]);
    expect(cloud.groups.size).toBe(1);
  });

  test("points a deployment group at the group that it makes: Terraform would not", async () => {
    cloud.deploysTo = ["CodeDeploy_shop_d-gone"];

    await call(cloud, EVENTS.create);
    expect(cloud.deploysTo).toEqual(["shop-first"]);
  });

  test("serves nobody by the copy of a failed deployment when the group that served is gone", async () => {
    cloud.addGroup({ name: "CodeDeploy_shop_d-failed", tags: { ...OURS } });
    cloud.deploysTo = ["CodeDeploy_shop_d-gone"];

    await expect(call(cloud, EVENTS.create)).resolves.toEqual({ group: "shop-first" });
  });

  test("fails when a group of that name is not the fleet's, and leaves it alone", async () => {
    cloud.addGroup({ name: "shop-first", tags: { Name: "somebody's" } });
    const before = cloud.state();

    await expect(call(cloud, EVENTS.create)).rejects.toThrow(
      "the Auto Scaling group shop-first has no tag bluegreen:fleet = shop, and the keeper touches no group without it: " +
        "put the tag back if the group is this fleet's, else delete or rename it",
    );
    expect(cloud.state()).toEqual(before);
  });

  test("fails with Auto Scaling's reason when instances cannot be launched, and keeps the group", async () => {
    cloud.launchFailure = "Client.InvalidKMSKey.InvalidState";

    await expect(call(cloud, EVENTS.create)).rejects.toThrow(
      "instances of shop-first cannot be launched: Client.InvalidKMSKey.InvalidState. Put that right and apply again",
    );
    expect(cloud.now - BEGAN).toBeLessThan(60_000);
    cloud.launchFailure = undefined;
    await expect(call(cloud, EVENTS.create)).resolves.toEqual({ group: "shop-first" });
  });

  test("fails before Lambda would end it when instances do not come into service", async () => {
    cloud.addGroup({
      name: "shop-first",
      tags: { ...OURS },
      instances: [{ id: "i-slow", readyAt: Number.POSITIVE_INFINITY }],
    });
    await expect(call(cloud, EVENTS.create)).rejects.toThrow(
      "not all instances of shop-first are in service yet: Auto Scaling names no failure",
    );
    expect(cloud.now - BEGAN).toBeLessThanOrEqual(885_000);
  });

  test("fails when AWS goes on refusing, and at once for a reason that does not pass", async () => {
    const denied = () => ({ action: "CreateAutoScalingGroup", error: error("AccessDenied", "no") });
    cloud.refusals.push(...Array.from({ length: 20 }, denied));
    await expect(call(cloud, EVENTS.create)).rejects.toThrow("no");
    expect(count("CreateAutoScalingGroup")).toBe(12);

    cloud.refusals.splice(0, 20, {
      action: "CreateAutoScalingGroup",
      error: error("ValidationError", "The subnet ID 'subnet-1' does not exist"),
    });
    await expect(call(cloud, EVENTS.create)).rejects.toThrow("The subnet ID");
    expect(count("CreateAutoScalingGroup")).toBe(13);
  });
});

describe("update", () => {
  const changed = {
    ...FLEET,
    launchTemplateId: "lt-2",
    subnetIds: ["subnet-3"],
    targetGroupArns: ["arn:tg-2"],
    healthCheckGraceSeconds: 60,
    tags: { team: "web" },
  };

  test("can change all that a group has, on the copy that serves", async () => {
    released();
    await expect(call(cloud, EVENTS.update, changed)).resolves.toEqual({ group: "CodeDeploy_shop_d-1" });

    expect(cloud.groups.get("CodeDeploy_shop_d-1")).toMatchObject({
      launchTemplate: "lt-2 $Latest",
      subnets: "subnet-3",
      health: "ELB 60",
      targetGroups: ["arn:tg-2"],
    });
    expect(cloud.groups.get("CodeDeploy_shop_d-1")?.tags).toEqual({
      Name: "shop",
      team: "web",
      "bluegreen:fleet": "shop",
    });
  });

  test("takes only tags away that settings gave", async () => {
    released();
    Object.assign(cloud.groups.get("CodeDeploy_shop_d-1")?.tags ?? {}, { "cost-center": "7" });

    await call(cloud, EVENTS.update, changed);
    expect(cloud.groups.get("CodeDeploy_shop_d-1")?.tags).toHaveProperty("cost-center", "7");
  });

  test.each([
    ["within", { min: 1, desired: 1, max: 5 }, 3],
    ["below", { min: 4, desired: 4, max: 6 }, 4],
    ["above", { min: 1, desired: 1, max: 2 }, 2],
  ])(
    "carries a size that lies %s the new limits over to the nearest that fits",
    async (_, sizes, desired) => {
      released();
      Object.assign(cloud.groups.get("CodeDeploy_shop_d-1") ?? {}, { desired: 3 });

      await call(cloud, EVENTS.update, { ...FLEET, sizes });
      expect(cloud.groups.get("CodeDeploy_shop_d-1")).toMatchObject({
        min: sizes.min,
        max: sizes.max,
        desired,
      });
    },
  );

  test("can wait for a deployment, and then changes the copy that it made", async () => {
    released();
    cloud.addGroup({ name: "CodeDeploy_shop_d-2", tags: { ...OURS } });
    cloud.running.set("d-2", {
      endsAt: BEGAN + 300_000,
      onEnd: () => {
        cloud.deploysTo = ["CodeDeploy_shop_d-2"];
        cloud.groups.delete("CodeDeploy_shop_d-1");
      },
    });
    await expect(call(cloud, EVENTS.update, changed)).resolves.toEqual({ group: "CodeDeploy_shop_d-2" });
    expect(cloud.groups.get("CodeDeploy_shop_d-2")?.launchTemplate).toBe("lt-2 $Latest");
  });

  test("is no error where a deployment lasts longer: its end applies the settings", async () => {
    released();
    cloud.running.set("d-2", { endsAt: BEGAN + 3_600_000 });
    const before = cloud.state();
    await expect(call(cloud, EVENTS.update, changed)).resolves.toEqual({
      group: "CodeDeploy_shop_d-1",
      deferredBy: "d-2",
    });
    expect(cloud.state()).toEqual(before);
    expect(cloud.now - BEGAN).toBeLessThanOrEqual(885_000);

    cloud.pass(3_600_000);
    await call(cloud, EVENTS.failure, changed);
    expect(cloud.groups.get("CodeDeploy_shop_d-1")?.launchTemplate).toBe("lt-2 $Latest");
  });

  test("can make the group again that somebody has deleted", async () => {
    cloud.deploysTo = ["CodeDeploy_shop_d-gone"];

    await expect(call(cloud, EVENTS.update)).resolves.toEqual({ group: "shop-first" });
    expect(cloud.deploysTo).toEqual(["shop-first"]);
  });

  test("makes no group beside a deployment whose group is gone", async () => {
    cloud.deploysTo = ["CodeDeploy_shop_d-gone"];
    cloud.running.set("d-2", { endsAt: Number.POSITIVE_INFINITY });

    await expect(call(cloud, EVENTS.update)).rejects.toThrow(
      "deployment d-2 is in progress, and the group that it copied is gone: wait for its end",
    );
    expect(cloud.groups.size).toBe(0);
  });

  test("fails when the group that serves has lost its tag, and says that Terraform will not ask again", async () => {
    released();
    Object.assign(cloud.groups.get("CodeDeploy_shop_d-1") ?? {}, { tags: { "bluegreen:fleet": "shop2" } });
    const before = cloud.state();

    await expect(call(cloud, EVENTS.update)).rejects.toThrow(
      /^the Auto Scaling group CodeDeploy_shop_d-1 has no tag bluegreen:fleet = shop, .*\. Terraform will not try this update again: when the cause is gone, run "aws lambda invoke --cli-read-timeout 0 --function-name shop-fleet-keeper \/dev\/stdout"$/,
    );
    expect(cloud.state()).toEqual(before);
  });

  test("can wait while the group is busy", async () => {
    released();
    for (const name of ["ScalingActivityInProgressFault", "ResourceContentionFault"])
      cloud.refusals.push({ action: "UpdateAutoScalingGroup", error: error(name) });

    await expect(call(cloud, EVENTS.update)).resolves.toEqual({ group: "CodeDeploy_shop_d-1" });
  });
});

describe("scaling", () => {
  test("can give a group its policies, and alarms that watch it and set them off", async () => {
    await call(cloud, EVENTS.create, SCALED);

    expect(cloud.groups.get("shop-first")?.policies).toEqual(["shop-scale-out", "shop-scale-in"]);
    expect(Object.fromEntries(cloud.alarms)).toEqual({
      "shop-cpu-high": {
        group: "shop-first",
        actions: ["arn:policy:shop-first:shop-scale-out"],
        threshold: 90,
      },
      "shop-cpu-low": {
        group: "shop-first",
        actions: ["arn:policy:shop-first:shop-scale-in"],
        threshold: 70,
      },
    });
  });

  test("follows a deployment: the same alarms watch the copy, also after the older group is deleted", async () => {
    await call(cloud, EVENTS.create, SCALED);
    released();
    await call(cloud, EVENTS.success, SCALED);
    cloud.pass(3_600_000);

    expect([...cloud.groups.keys()]).toEqual(["CodeDeploy_shop_d-1"]);
    expect([...cloud.alarms.values()].map(({ group }) => group)).toEqual([
      "CodeDeploy_shop_d-1",
      "CodeDeploy_shop_d-1",
    ]);
  });

  test("can be taken back", async () => {
    await call(cloud, EVENTS.create, SCALED);
    await call(cloud, EVENTS.update, FLEET);

    expect(cloud.groups.get("shop-first")?.policies).toEqual([]);
    expect(cloud.alarms.size).toBe(0);
  });
});

describe("the end of a deployment", () => {
  test("removes copies that failed deployments left, when one succeeds or somebody asks for it", async () => {
    for (const event of [EVENTS.success, EVENTS.byHand]) {
      released();
      cloud.addGroup({ name: "CodeDeploy_shop_d-failed", tags: { ...OURS } });
      await expect(call(cloud, event)).resolves.toEqual({ group: "CodeDeploy_shop_d-1" });

      cloud.pass(3_600_000);
      expect([...cloud.groups.keys()]).toEqual(["CodeDeploy_shop_d-1"]);
    }
  });

  test("keeps the copy of one that failed for people to look at", async () => {
    released();
    cloud.addGroup({ name: "CodeDeploy_shop_d-failed", tags: { ...OURS } });

    await call(cloud, EVENTS.failure);
    expect(count("DeleteAutoScalingGroup")).toBe(0);
  });

  test("removes nothing while the next one is in progress", async () => {
    released();
    cloud.addGroup({ name: "CodeDeploy_shop_d-2", tags: { ...OURS } });
    cloud.running.set("d-2", { endsAt: Number.POSITIVE_INFINITY });

    await expect(call(cloud, EVENTS.success)).resolves.toEqual({ deferredBy: "d-2" });
    expect(count("DeleteAutoScalingGroup")).toBe(0);
  });

  test("removes nothing when the next one begins meanwhile", async () => {
    released();
    cloud.onCall = (action) => {
      if (action !== "CreateOrUpdateTags") return;
      cloud.addGroup({ name: "CodeDeploy_shop_d-2", tags: { ...OURS } });
      cloud.running.set("d-2", { endsAt: Number.POSITIVE_INFINITY });
    };
    await call(cloud, EVENTS.success);
    expect(count("DeleteAutoScalingGroup")).toBe(0);
  });

  test("makes no group of a fleet that has been destroyed meanwhile", async () => {
    await expect(call(cloud, EVENTS.success)).resolves.toEqual({});
    expect(cloud.groups.size).toBe(0);
  });
});

describe("delete", () => {
  test("removes the group that serves and every copy, and waits until their instances are gone", async () => {
    await call(cloud, EVENTS.create, SCALED);
    cloud.addGroup({ name: "CodeDeploy_shop_d-failed", tags: { ...OURS } });
    cloud.alarms.set("shop-cpu-low", { group: "shop-first", actions: ["arn:topic"], threshold: 70 });

    await expect(call(cloud, EVENTS.delete, SCALED)).resolves.toEqual({});
    expect(cloud.state()).toEqual({ groups: [], alarms: [], deploysTo: undefined });
    expect(count("DeleteAutoScalingGroup")).toBe(2);
  });

  test.each([true, false])(
    "touches no group without exactly its tag (filtered by AWS: %s)",
    async (filters) => {
      cloud.filters = filters;
      for (const [name, tags] of Object.entries<Record<string, string>>({
        "shop-first": { Name: "shop" },
        "CodeDeploy_shop_d-1": { "bluegreen:fleet": "shop2" },
        "CodeDeploy_shop_d-2": { "bluegreen:Fleet": "shop" },
      })) {
        cloud.addGroup({ name, tags });
      }
      const before = cloud.state();

      await expect(call(cloud, EVENTS.delete)).resolves.toEqual({});
      expect(cloud.state()).toEqual(before);
    },
  );

  test("removes a copy that CodeDeploy makes at the last moment", async () => {
    cloud.running.set("d-9", {
      endsAt: BEGAN + 100,
      onEnd: () => cloud.addGroup({ name: "CodeDeploy_shop_d-9", tags: { ...OURS } }),
    });

    await call(cloud, EVENTS.delete);
    cloud.pass(10_000);
    expect(cloud.groups.size).toBe(0);
  });

  test("also of a fleet whose first apply failed, which Terraform knows only by the call that removes", async () => {
    await expect(call(cloud, EVENTS.removalCreate)).resolves.toEqual({});
    expect(cloud.calls).toEqual([]);
    cloud.addGroup({ name: "shop-first", tags: { ...OURS } });
    await expect(call(cloud, EVENTS.removalUpdate)).resolves.toEqual({});
    expect(cloud.groups.size).toBe(1);

    await expect(call(cloud, EVENTS.removalDelete)).resolves.toEqual({});
    expect(cloud.groups.size).toBe(0);
  });

  test("can be called again when all is gone", async () => {
    await expect(call(cloud, EVENTS.delete)).resolves.toEqual({});
    await expect(call(cloud, EVENTS.delete)).resolves.toEqual({});
  });

  test("waits for a deployment, and says how to stop one that lasts longer", async () => {
    released();
    cloud.running.set("d-2", { endsAt: BEGAN + 3_600_000 });

    await expect(call(cloud, EVENTS.delete)).rejects.toThrow(
      'deployment d-2 is in progress: wait for it, or stop it with "aws deploy stop-deployment --deployment-id d-2"; then run destroy again',
    );
    expect(cloud.groups.size).toBe(1);
  });

  test("fails with what is left when time runs out, and goes on from there", async () => {
    cloud.addGroup({ name: "shop-first", tags: { ...OURS }, leavesAt: BEGAN + 1_000_000 });

    await expect(call(cloud, EVENTS.delete)).rejects.toThrow(
      "not all instances are gone yet: shop-first has 2. They go on leaving: run destroy again in a few minutes",
    );
    expect(cloud.now - BEGAN).toBeLessThanOrEqual(885_000);
    await expect(call(cloud, EVENTS.delete)).resolves.toEqual({});
  });

  test("is no error where a group goes between being seen and being deleted", async () => {
    released();
    cloud.refusals.push({
      action: "DeleteAutoScalingGroup",
      error: error("ValidationError", "AutoScalingGroup name not found - AutoScalingGroup not found"),
    });
    await expect(call(cloud, EVENTS.delete)).resolves.toEqual({});
  });
});

describe("a call", () => {
  test("fails when settings are wrong, and names every one", async () => {
    const wrong = { ...FLEET, subnetIds: [], sizes: { min: 3, desired: 2, max: 4 }, colour: "blue" };
    await expect(call(cloud, EVENTS.create, wrong)).rejects.toThrow(
      "bad settings: FLEET.subnetIds is wrong, allowed: at least one; " +
        "FLEET.sizes is wrong, allowed: min, at most desired, at most max; " +
        "FLEET has colour, which it does not know; apply the stack again",
    );
    expect(cloud.calls).toEqual([]);
  });

  test("fails when it has no settings, or asks for what the keeper does not know", async () => {
    process.env.FLEET = "";
    await expect(call(cloud, { tf: { action: "refresh" } })).rejects.toThrow(
      'the event has a "tf" whose action is not create, update or delete',
    );
    const { handler } = await import("../../../lambda/fleet-keeper");
    process.env.FLEET = "not JSON";
    await expect(handler({}, { getRemainingTimeInMillis: () => 1 })).rejects.toThrow(
      "bad settings: FLEET is wrong, allowed: an object; apply the stack again",
    );
  });

  test("leaves a line of what it did, and of what went wrong", async () => {
    await call(cloud, EVENTS.create);
    await call(cloud, { tf: {} }).catch(() => {});
    const lines = jest.mocked(console.log).mock.calls.map(([line]) => JSON.parse(line));
    expect(lines).toEqual([
      { fleet: "shop", action: "create" },
      { message: "done", group: "shop-first" },
      { level: "error", message: expect.stringContaining("tf") },
    ]);
  });
});
