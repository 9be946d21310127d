import type { Group } from "../../../rehearsal/fleet/model";
import { DRAIN_MS, HEALTHY_MS } from "../deployment/balancer";
import { BOOT_MS } from "./paper-instances";
import { closeYards, SETTINGS, TEMPLATE, Yard } from "./yard";

const MINUTE_MS = 60_000;

afterEach(closeYards);

const first = (group: Group): string => group.members[0]?.id ?? "";
const message = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "nothing was thrown";
};

describe("a new group", () => {
  test("launches what is desired, in each zone in turn", async () => {
    const yard = new Yard();
    const group = yard.fleet.create(SETTINGS);
    expect(yard.states()).toEqual(["Pending", "Pending", "Pending"]);
    await yard.steady();
    expect(yard.states()).toEqual(["InService", "InService", "InService"]);
    expect(group.members.map(({ zone }) => zone)).toEqual([
      "eu-central-1a",
      "eu-central-1b",
      "eu-central-1a",
    ]);
    expect(yard.done()).toEqual(["3", "2", "1"].map((number) => `Launching a new EC2 instance: ${number}`));
    expect(group.activities[0]?.cause).toMatch(
      /^At \S+Z a user request created an AutoScalingGroup changing the desired capacity from 0 to 3\. {2}At \S+Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 3\.$/,
    );
    expect(group.activities.every(({ status }) => status === "Successful")).toBe(true);
  });

  test("gives its instances what the launch template and the group say", async () => {
    const yard = new Yard({ image: (imageId) => ({ id: `ami of ${imageId}`, folder: "/baked" }) });
    await yard.group({ desiredCapacity: 1, ownTags: { note: "x" } });
    const [instance] = yard.runtime.booted;
    expect(instance?.request).toMatchObject({
      folder: `/instances/${instance?.id}`,
      image: "/baked",
      userData: TEMPLATE.userData,
      metadata: {
        region: "eu-central-1",
        availabilityZone: "eu-central-1a",
        imageId: "ami of resolve:ssm:/shop/golden-ami",
        role: "shop-instance",
      },
    });
    expect(instance?.metadata.tags).toEqual({
      Name: "shop",
      "bluegreen:fleet": "shop",
      "aws:autoscaling:groupName": "shop",
    });
  });

  test("is refused a name that is taken, and a template that there is not", async () => {
    const yard = new Yard();
    await yard.group();
    expect(message(() => yard.fleet.create(SETTINGS))).toMatch(
      /^AlreadyExists: .*with the name shop already exists$/,
    );
    expect(message(() => yard.fleet.create({ ...SETTINGS, name: "b", launchTemplateId: "lt-2" }))).toMatch(
      /^ValidationError: .*template ID lt-2, does not exist/,
    );
  });

  test.each([
    [{ desiredCapacity: 5 }, "Desired capacity:5 must be between the specified min size:1 and max size:4"],
    [{ minSize: 5 }, "Max bound, must be greater than or equal to min bound"],
    [{ minSize: -1 }, "The size of a group is -1, allowed: whole numbers from 0"],
  ])("is refused with the sizes %j", (sizes, expected) => {
    expect(message(() => new Yard().fleet.create({ ...SETTINGS, ...sizes }))).toBe(
      `ValidationError: ${expected}`,
    );
  });
});

describe("the launch hook", () => {
  test("is asked before an instance serves", async () => {
    const yard = new Yard();
    const asked: string[] = [];
    yard.fleet.onLaunch = async (group, instance) => {
      asked.push(
        `${group.settings.name} ${yard.states()[0]} ${yard.balancer.targetState("web", instance.id)}`,
      );
      await yard.clock.after(MINUTE_MS);
      return true;
    };
    await yard.group({ desiredCapacity: 1 });
    expect(asked).toEqual(["shop Pending:Wait undefined"]);
    expect(yard.clock.now()).toBeGreaterThanOrEqual(Date.UTC(2030, 0, 1) + BOOT_MS + MINUTE_MS + HEALTHY_MS);
  });

  test("has an instance that it abandons replaced, after a while", async () => {
    const yard = new Yard();
    let asked = 0;
    yard.fleet.onLaunch = async () => {
      asked += 1;
      return asked > 2;
    };
    const group = yard.fleet.create({ ...SETTINGS, desiredCapacity: 1 });
    await yard.clock.pass(BOOT_MS + 1000);
    expect(group.trouble).toMatch("Lifecycle Action Completed with ABANDON Result");
    await yard.steady();
    expect(yard.done()).toEqual([
      "Launching a new EC2 instance: 3",
      "Terminating EC2 instance: 2",
      "Launching a new EC2 instance: 2",
      "Terminating EC2 instance: 1",
      "Launching a new EC2 instance: 1",
    ]);
    expect(group.activities.map(({ status }) => status)).toEqual([
      "Successful",
      "Successful",
      "Cancelled",
      "Successful",
      "Cancelled",
    ]);
    expect(group.trouble).toBeUndefined();
    expect(yard.runtime.booted.map(({ isTerminated }) => isTerminated)).toEqual([true, true, false]);
  });
});

test("an instance that does not boot is launched anew, ever later", async () => {
  const yard = new Yard();
  yard.runtime.failures.push("It has no network", "It has no network.");
  const group = yard.fleet.create({ ...SETTINGS, desiredCapacity: 1 });
  await yard.clock.pass(BOOT_MS);
  expect(group.trouble).toBe("It has no network. Launching EC2 instance failed.");
  expect(group.activities[0]).toMatchObject({ status: "Failed", message: group.trouble });
  expect(yard.states()).toEqual([]);
  await yard.steady();
  expect(group.activities.map(({ status }) => status)).toEqual(["Successful", "Failed", "Failed"]);
  const [third, second, firstOne] = group.activities.map(({ at }) => at);
  expect((third ?? 0) - (second ?? 0)).toBeGreaterThan((second ?? 0) - (firstOne ?? 0));
});

describe("sizes", () => {
  test("that grow launch, and that shrink terminate the oldest of the fullest zone", async () => {
    const yard = new Yard();
    const group = await yard.group({ desiredCapacity: 1 });
    group.update({ desiredCapacity: 3 });
    await yard.steady();
    const [oldest] = yard.ids();
    group.update({ desiredCapacity: 2 });
    expect(yard.states()).toEqual(["Terminating", "InService", "InService"]);
    expect(group.activities[0]?.cause).toMatch(`instance ${oldest} was selected for termination.`);
    await yard.clock.pass(DRAIN_MS);
    expect(yard.states()).toEqual(["InService", "InService"]);
    expect(yard.runtime.find(oldest ?? "").isTerminated).toBe(true);
    expect(yard.fleet.terminated).toEqual([oldest]);
  });

  test("move what is desired along", async () => {
    const yard = new Yard();
    const group = await yard.group({ desiredCapacity: 2 });
    group.update({ minSize: 3 });
    expect(group.settings.desiredCapacity).toBe(3);
    group.update({ minSize: 1, maxSize: 2 });
    expect(group.settings.desiredCapacity).toBe(2);
    expect(message(() => group.update({ desiredCapacity: 3 }))).toBe(
      "ValidationError: Desired capacity:3 must be between the specified min size:1 and max size:2",
    );
    expect(group.settings.desiredCapacity).toBe(2);
  });

  test("are gone back on before a launch has ended", async () => {
    const yard = new Yard();
    const group = await yard.group({ desiredCapacity: 1 });
    group.update({ desiredCapacity: 2 });
    group.update({ desiredCapacity: 1 });
    await yard.clock.pass(BOOT_MS + DRAIN_MS);
    expect(yard.states()).toEqual(["InService"]);
    expect(yard.runtime.booted.filter(({ isTerminated }) => !isTerminated)).toHaveLength(1);
  });
});

describe("standby", () => {
  test("takes an instance out once its requests have ended, and puts it back", async () => {
    const yard = new Yard();
    const group = await yard.group();
    const id = first(group);
    const [activity] = group.enterStandby([id], true);
    expect(activity).toMatchObject({
      description: `Moving EC2 instance to Standby: ${id}`,
      status: "InProgress",
    });
    expect(activity?.cause).toMatch(
      `instance ${id} was moved to standby in response to a user request, shrinking the capacity from 3 to 2.`,
    );
    expect(yard.states()[0]).toBe("EnteringStandby");
    expect(yard.balancer.targetState("web", id)).toBe("draining");
    await yard.clock.pass(DRAIN_MS);
    expect(yard.states()).toEqual(["Standby", "InService", "InService"]);
    expect(yard.balancer.targetState("web", id)).toBeUndefined();
    expect(group.activities[0]?.status).toBe("Successful");

    const [back] = group.exitStandby([id]);
    expect(back).toMatchObject({
      description: `Moving EC2 instance out of Standby: ${id}`,
      status: "PreInService",
    });
    expect(back?.cause).toMatch(
      /moved out of standby in response to a user request, increasing the capacity from 2 to 3\.$/,
    );
    expect(yard.states()[0]).toBe("Pending");
    await yard.steady();
    expect(yard.states()).toEqual(["InService", "InService", "InService"]);
    expect(yard.balancer.targetState("web", id)).toBe("healthy");
    expect(group.settings.desiredCapacity).toBe(3);
    expect(yard.runtime.booted).toHaveLength(3);
  });

  test("of several instances at once launches and ends none", async () => {
    const yard = new Yard();
    const group = await yard.group();
    const ids = yard.ids().slice(0, 2);
    group.enterStandby(ids, true);
    await yard.clock.pass(DRAIN_MS);
    group.exitStandby(ids);
    await yard.steady();
    expect(yard.states()).toEqual(["InService", "InService", "InService"]);
    expect(yard.runtime.booted.some(({ isTerminated }) => isTerminated)).toBe(false);
  });

  test("without a decrement has another launched in its place, which is one too many afterwards", async () => {
    const yard = new Yard();
    const group = await yard.group();
    const id = first(group);
    group.enterStandby([id], false);
    expect(yard.states()).toEqual(["EnteringStandby", "InService", "InService", "Pending"]);
    await yard.steady();
    expect(yard.states()).toEqual(["Standby", "InService", "InService", "InService"]);
    group.exitStandby([id]);
    await yard.steady();
    expect(group.settings.desiredCapacity).toBe(4);
    expect(yard.states()).toEqual(["InService", "InService", "InService", "InService"]);
  });

  test("below the minimum is refused in AWS's words", async () => {
    const yard = new Yard();
    const group = await yard.group({ minSize: 3 });
    expect(message(() => group.enterStandby([first(group)], true))).toBe(
      "ValidationError: AutoScalingGroup shop has min-size=3, max-size=4, and desired-size=3. " +
        "To place into standby 1 instance, please update the AutoScalingGroup sizes appropriately.",
    );
    expect(yard.states()).toEqual(["InService", "InService", "InService"]);
  });

  test("is not left above the maximum", async () => {
    const yard = new Yard();
    const group = await yard.group({ maxSize: 3 });
    const id = first(group);
    group.enterStandby([id], false);
    await yard.steady();
    expect(message(() => group.exitStandby([id]))).toMatch(
      "desired-size=3. To place into service 1 instance",
    );
  });

  test("is for instances of the group that are in the state for it", async () => {
    const yard = new Yard();
    const group = await yard.group();
    const id = first(group);
    expect(message(() => group.enterStandby(["i-0"], true))).toBe(
      "ValidationError: The instance i-0 is not part of Auto Scaling group shop.",
    );
    expect(message(() => group.exitStandby([id]))).toBe(
      `ValidationError: The instance ${id} is not in Standby.`,
    );
    group.enterStandby([id], true);
    expect(message(() => group.enterStandby([id], true))).toBe(
      `ValidationError: The instance ${id} is not in InService.`,
    );
  });

  test("keeps an instance that dies there, until it is put back", async () => {
    const yard = new Yard();
    const group = await yard.group();
    const id = first(group);
    group.enterStandby([id], true);
    await yard.clock.pass(DRAIN_MS);
    yard.runtime.find(id).die("gone");
    await yard.clock.pass(MINUTE_MS);
    expect(yard.states()).toEqual(["Standby", "InService", "InService"]);
    group.exitStandby([id]);
    await yard.clock.pass(5000);
    await yard.steady();
    expect(yard.ids()).not.toContain(id);
    expect(yard.states()).toEqual(["InService", "InService", "InService"]);
  });
});

describe("health", () => {
  test("of an instance that died is noticed at once, and it is replaced", async () => {
    const yard = new Yard();
    const group = await yard.group();
    const id = first(group);
    yard.runtime.find(id).die("gone");
    await yard.clock.pass(5000);
    expect(yard.states()).toEqual(["Terminating", "InService", "InService", "Pending"]);
    await yard.steady();
    expect(yard.done().slice(0, 2)).toEqual([
      "Launching a new EC2 instance: 4",
      "Terminating EC2 instance: 1",
    ]);
    expect(group.activities[1]?.cause).toMatch(
      "an EC2 health check that indicated it had been terminated or stopped.",
    );
    expect(group.activities[0]?.cause).toMatch(
      "an instance was launched in response to an unhealthy instance",
    );
  });

  test("by the load balancer counts once the grace period is over", async () => {
    const yard = new Yard();
    const group = await yard.group();
    const id = first(group);
    yard.balancer.fallIll(id);
    await yard.clock.pass(MINUTE_MS);
    expect(group.trouble).toBe(`${id} fails the health checks of the load balancer`);
    expect(group.members[0]?.health).toBe("Healthy");
    await yard.clock.pass(SETTINGS.healthCheckGraceSeconds * 1000);
    expect(yard.ids()).not.toContain(id);
    expect(group.activities.some(({ cause }) => /an ELB system health check failure\.$/.test(cause))).toBe(
      true,
    );
  });

  test("by the load balancer counts for nothing where the group goes by EC2's alone", async () => {
    const yard = new Yard();
    const group = await yard.group({ healthCheckType: "EC2" });
    yard.balancer.fallIll(first(group));
    await yard.clock.pass(60 * MINUTE_MS);
    expect(yard.states()).toEqual(["InService", "InService", "InService"]);
  });
});

describe("a suspended process does not take place", () => {
  test("Launch", async () => {
    const yard = new Yard();
    const group = await yard.group();
    group.suspend(["Launch"]);
    yard.runtime.find(first(group)).die("gone");
    await yard.clock.pass(10 * MINUTE_MS);
    expect(yard.states()).toEqual(["InService", "InService"]);
    group.resume(["Launch"]);
    expect(yard.states()).toEqual(["InService", "InService", "Pending"]);
  });

  test("Terminate", async () => {
    const yard = new Yard();
    const group = await yard.group();
    group.suspend(["Terminate"]);
    group.update({ desiredCapacity: 1 });
    yard.runtime.find(first(group)).die("gone");
    await yard.clock.pass(10 * MINUTE_MS);
    expect(yard.states()).toEqual(["InService", "InService", "InService"]);
    group.resume();
    await yard.clock.pass(MINUTE_MS);
    expect(yard.states()).toEqual(["InService"]);
  });

  test("HealthCheck", async () => {
    const yard = new Yard();
    const group = await yard.group();
    group.suspend(["HealthCheck"]);
    yard.runtime.find(first(group)).die("gone");
    await yard.clock.pass(10 * MINUTE_MS);
    expect(group.members.map(({ health }) => health)).toEqual(["Healthy", "Healthy", "Healthy"]);
  });

  test("ReplaceUnhealthy", async () => {
    const yard = new Yard();
    const group = await yard.group();
    group.suspend(["ReplaceUnhealthy"]);
    yard.runtime.find(first(group)).die("gone");
    await yard.clock.pass(10 * MINUTE_MS);
    expect(group.members.map(({ health }) => health)).toEqual(["Unhealthy", "Healthy", "Healthy"]);
    group.resume(["ReplaceUnhealthy"]);
    await yard.clock.pass(10 * MINUTE_MS);
    expect(yard.states()).toEqual(["InService", "InService", "InService"]);
    expect(yard.runtime.booted).toHaveLength(4);
  });

  test("AddToLoadBalancer, and what was launched meanwhile is not made up for", async () => {
    const yard = new Yard();
    const group = await yard.group({ desiredCapacity: 1 });
    group.suspend(["AddToLoadBalancer"]);
    group.update({ desiredCapacity: 2 });
    await yard.steady();
    group.resume(["AddToLoadBalancer"]);
    const [, second] = yard.ids();
    expect(yard.balancer.targetState("web", second ?? "")).toBeUndefined();
    yard.fleet.register(second ?? "", "web");
    expect(yard.balancer.targetState("web", second ?? "")).toBe("initial");
  });

  test("and what there is not cannot be suspended", async () => {
    const group = await new Yard().group();
    group.suspend();
    expect(group.suspended.size).toBe(9);
    expect(message(() => group.suspend(["Lunch"]))).toMatch(
      "ValidationError: Lunch is not a valid process type",
    );
  });
});

describe("target groups", () => {
  test("are followed by instances in service", async () => {
    const yard = new Yard();
    const group = await yard.group({ targetGroups: [] });
    const id = first(group);
    group.update({ targetGroups: ["web"] });
    await yard.steady();
    expect(yard.balancer.targetState("web", id)).toBe("healthy");
    group.update({ targetGroups: [] });
    expect(yard.balancer.targetState("web", id)).toBe("draining");
  });

  test("may take an instance back that is just leaving", async () => {
    const yard = new Yard();
    const id = first(await yard.group());
    const out = yard.fleet.deregister(id, "web");
    void yard.fleet.deregister(id, "web");
    yard.fleet.register(id, "web");
    await yard.clock.play(out);
    expect(yard.balancer.targetState("web", id)).toBe("initial");
    expect(yard.fleet.memberOf(id)?.member.targetGroups).toEqual(new Set(["web"]));
  });

  test("have the version that an instance serves now", async () => {
    let version = "v1";
    const yard = new Yard({ version: () => version });
    await yard.group();
    expect(yard.balancer.versions("web")).toEqual(["v1"]);
    version = "v2";
    expect(yard.balancer.versions("web")).toEqual(["v2"]);
  });
});

test("a group that is removed is there until its last instance is gone", async () => {
  const yard = new Yard();
  const group = await yard.group();
  group.enterStandby([first(group)], true);
  const ids = yard.ids();
  const removed = yard.fleet.remove("shop");
  expect(group.isLeaving).toBe(true);
  expect(yard.states()).toEqual(["Terminating", "Terminating", "Terminating"]);
  await yard.clock.play(removed);
  expect(yard.fleet.groups).toEqual([]);
  expect([...yard.fleet.terminated].sort()).toEqual([...ids].sort());
  expect(yard.state).toEqual([]);
});

test("a fleet that is closed leaves no instance, also none that is just booting", async () => {
  const yard = new Yard();
  const group = await yard.group();
  group.update({ desiredCapacity: 4 });
  await yard.close();
  expect(yard.runtime.booted.map(({ isTerminated }) => isTerminated)).toEqual([true, true, true]);
});

describe("after a kill", () => {
  test("instances go on where they were", async () => {
    const yard = new Yard();
    const group = await yard.group();
    group.suspend(["AZRebalance"]);
    group.policies.set("p", { PolicyName: "p" });
    const [out, ...serving] = yard.ids();
    group.enterStandby([out ?? ""], true);
    await yard.clock.pass(DRAIN_MS);
    group.update({ desiredCapacity: 3 });
    await yard.clock.pass(1000);
    const { state } = yard;

    const next = new Yard({}, undefined, state);
    await next.steady();
    expect(next.ids().slice(0, 3)).toEqual([out, ...serving]);
    expect(next.states()).toEqual(["Standby", "InService", "InService", "InService"]);
    expect(next.balancer.targetState("web", out ?? "")).toBeUndefined();
    expect(next.runtime.booted.map(({ folder }) => folder)).toContain(`/instances/${out}`);
    const again = next.fleet.find("shop");
    expect(again?.suspended).toEqual(new Set(["AZRebalance"]));
    expect(again?.policies.get("p")).toEqual({ PolicyName: "p" });
    expect(next.done()[0]).toBe("Launching a new EC2 instance: 4");
    expect(next.runtime.booted).toHaveLength(4);
  });

  test("one that waits for the launch hook waits for it anew", async () => {
    const yard = new Yard();
    yard.fleet.onLaunch = () => new Promise(() => undefined);
    yard.fleet.create({ ...SETTINGS, desiredCapacity: 1 });
    await yard.clock.pass(BOOT_MS);
    expect(yard.states()).toEqual(["Pending:Wait"]);

    const next = new Yard();
    const asked: string[] = [];
    next.fleet.onLaunch = async (_, { id }) => {
      asked.push(id);
      return true;
    };
    next.fleet.restore(yard.state);
    await next.steady();
    expect(asked).toEqual(yard.ids());
  });

  test("one that does not come up again is replaced", async () => {
    const yard = new Yard();
    await yard.group({ desiredCapacity: 1 });
    const next = new Yard({}, undefined, yard.state);
    next.runtime.failures.push("Its folder is gone");
    await next.clock.pass(BOOT_MS + 5000);
    await next.steady();
    expect(next.ids()).not.toEqual(yard.ids());
    expect(next.states()).toEqual(["InService"]);
  });
});
