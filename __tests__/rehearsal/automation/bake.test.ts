import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { resolveImage } from "../../../rehearsal/automation";
import { BAKE_DOCUMENT } from "./bake-document";
import { Bench, type BenchOptions, clearBenches, FIRST_IMAGE, POINTER, writes } from "./bench";

afterEach(clearBenches);

const STEPS = BAKE_DOCUMENT.mainSteps.map(({ name }) => name);
/** The step behind the last at which an instance may be there. */
const LAST_BUILDING = STEPS.indexOf("markChecked");

const bench = (options: BenchOptions = {}) => new Bench({ document: BAKE_DOCUMENT, ...options });

test("a bake makes an image of what its scripts left, boots it, and promotes it", async () => {
  const desk = bench({ shell: writes("patched", "yes") });
  const { status, steps } = await desk.play();
  expect([status, steps.map(({ name }) => name)]).toEqual(["Success", STEPS.slice(0, -2)]);
  expect(desk.states).toEqual(["terminated", "terminated"]);
  const [image] = desk.images.all;
  expect(image).toMatchObject({
    state: "available",
    boots: true,
    tags: { "bluegreen:golden-ami": "shop-ami", "bluegreen:checked": "yes" },
  });
  expect(desk.store.get(POINTER)).toBe(image?.id);
  const { folder = "" } = desk.images.launch(image?.id ?? "");
  expect(readFileSync(join(folder, "patched"), "utf8")).toBe("yes");
  expect(desk.boots.map(({ image: from }) => from)).toEqual([undefined, folder]);
  expect(desk.boots[0]).toMatchObject({ metadata: { role: "shop-ami-builder", instanceType: "t3.small" } });
});

test("what a bake puts out is told to who asks", async () => {
  const desk = bench();
  const { id } = await desk.play();
  expect(desk.call("ssm.GetAutomationExecution", { AutomationExecutionId: id })).toMatchObject({
    AutomationExecution: {
      AutomationExecutionStatus: "Success",
      Outputs: {
        "createImage.ImageId": [desk.images.all[0]?.id],
        "readBaseImage.ImageId": [expect.any(String)],
      },
    },
  });
});

describe("an image that is not good is not promoted, and no instance is left", () => {
  async function expectLeftAlone(desk: Bench, status: string): Promise<void> {
    expect(await desk.play()).toMatchObject({ status });
    expect(desk.store.get(POINTER)).toBe(FIRST_IMAGE);
    await desk.clock.play(desk.until(() => desk.states.every((state) => state === "terminated")));
    expect(desk.states).not.toEqual([]);
  }

  test("with --fault bake-fails", async () => {
    const desk = bench({ fault: () => "fails" });
    await expectLeftAlone(desk, "Failed");
    expect(desk.images.all).toEqual([]);
    expect(desk.said).toContain("automation: Played by --fault bake-fails: the command itself is not run");
  });

  test("with --fault image-does-not-boot", async () => {
    const desk = bench({ fault: () => "does-not-boot" });
    await expectLeftAlone(desk, "TimedOut");
    const [image] = desk.images.all;
    expect(desk.images.launch(image?.id ?? "")).toMatchObject({ boots: false });
    expect(desk.said).toContainEqual(expect.stringContaining("does not come up: it hangs"));
  });

  test.each(["dnf --assumeyes", "echo hello", "machine-id", "check systemctl", "os-release"])(
    "where the script with %s fails",
    async (part) => {
      await expectLeftAlone(bench({ shell: (script) => (script.includes(part) ? 1 : 0) }), "Failed");
    },
  );

  test("where a script hangs", async () => {
    const hangs = () => new Promise<number>(() => undefined);
    await expectLeftAlone(bench({ shell: (script) => (script.includes("upgrade") ? hangs() : 0) }), "Failed");
  });

  test("where the image cannot be copied", async () => {
    const desk = bench();
    const create = desk.images.create.bind(desk.images);
    desk.images.create = (image) => create({ ...image, root: join(desk.folder, "nowhere") });
    await expectLeftAlone(desk, "Failed");
    expect(desk.images.all).toMatchObject([{ state: "failed" }]);
  });
});

test.each(STEPS.slice(STEPS.indexOf("launchBuilder"), LAST_BUILDING))(
  "a bake that is cancelled in %s leaves no instance",
  async (step) => {
    const desk = bench({
      onSay: (line, { bakery, call }) => {
        if (!line.startsWith(`step ${step}: `)) return;
        const [{ id: AutomationExecutionId } = { id: "" }] = bakery.automations.records;
        // What the step does is done by then, and nobody learns of it.
        queueMicrotask(() => call("ssm.StopAutomationExecution", { AutomationExecutionId }));
      },
    });
    const { status, steps } = await desk.play();
    expect(steps.map(({ name }) => name).slice(-3)).toEqual([step, "findLeftovers", "terminateLeftovers"]);
    await desk.clock.play(desk.until(() => desk.states.every((state) => state === "terminated")));
    expect([status, desk.store.get(POINTER)]).toEqual(["Cancelled", FIRST_IMAGE]);
  },
);

describe("a rehearsal that was killed in a bake", () => {
  test("goes on with it, and with its instance as it was left", async () => {
    let wait: Promise<number> | number = new Promise<number>(() => undefined);
    const shell = (script: string) => (script.includes("echo hello") ? wait : 0);
    const killed = bench({ shell });
    const id = killed.start();
    await killed.clock.play(killed.until(() => killed.record(id).at === "customise"));
    await killed.bakery.automations.close();
    wait = 0;
    const next = bench({ shell, after: killed });
    expect(await next.play(id)).toMatchObject({ status: "Success" });
    expect(next.boots.map((boot) => boot.id)).toEqual([killed.boots[0]?.id, expect.any(String)]);
    expect(next.store.get(POINTER)).toBe(next.images.all[0]?.id);
  });

  test("goes on cancelling it", async () => {
    const killed = bench({ shell: () => new Promise(() => undefined) });
    const id = killed.start();
    await killed.clock.play(killed.until(() => killed.record(id).at === "patch"));
    killed.call("ssm.StopAutomationExecution", { AutomationExecutionId: id });
    await killed.bakery.automations.close();
    const next = bench({ after: killed });
    expect(await next.play(id)).toMatchObject({ status: "Cancelled" });
    await next.clock.play(next.until(() => next.states.every((state) => state === "terminated")));
  });

  test("ends every instance when it is closed", async () => {
    const desk = bench({ shell: () => new Promise(() => undefined) });
    const id = desk.start();
    await desk.clock.play(desk.until(() => desk.record(id).at === "patch"));
    await desk.clock.play(desk.bakery.close());
    expect([desk.states, desk.terminated]).toEqual([["terminated"], [desk.boots[0]?.id]]);
  });
});

describe("the images of the account", () => {
  test("can be found by owner and tag, removed with their snapshots, and are not launched any more", async () => {
    const desk = bench();
    await desk.play();
    const [{ id = "", snapshot = "" } = {}] = desk.images.all;
    const Filters = [{ Name: "tag:bluegreen:golden-ami", Values: ["shop-ami"] }];
    expect(desk.call("ec2.DescribeImages", { Owners: ["self"], Filters })).toMatchObject({
      Images: [{ ImageId: id, State: "available", OwnerId: "123456789012" }],
    });
    const other = [{ Name: "tag:bluegreen:golden-ami", Values: ["other"] }];
    expect(desk.call("ec2.DescribeImages", { Owners: ["self"], Filters: other })).toEqual({ Images: [] });
    expect(() => desk.call("ec2.DeleteSnapshot", { SnapshotId: snapshot })).toThrow(
      expect.objectContaining({ code: "InvalidSnapshot.InUse" }),
    );
    const { folder = "" } = desk.images.launch(id);
    desk.call("ec2.DeregisterImage", { ImageId: id });
    expect(desk.call("ec2.DescribeSnapshots", { Owners: ["self"], Filters })).toMatchObject({
      Snapshots: [{ SnapshotId: snapshot }],
    });
    desk.call("ec2.DeleteSnapshot", { SnapshotId: snapshot });
    expect([desk.images.snapshots, existsSync(folder)]).toEqual([[], false]);
    for (const name of ["DescribeImages", "RunInstances"]) {
      expect(() => desk.call(`ec2.${name}`, { ImageIds: [id], ImageId: id })).toThrow(
        expect.objectContaining({ code: "InvalidAMIID.NotFound" }),
      );
    }
  });

  test("are what a launch template's parameter names by now", async () => {
    const desk = bench();
    expect(resolveImage(`resolve:ssm:${POINTER}`, desk.store)).toBe(FIRST_IMAGE);
    expect(desk.images.launch(FIRST_IMAGE)).toEqual({ boots: true });
    await desk.play();
    const [image] = desk.images.all;
    expect(resolveImage(`resolve:ssm:${POINTER}`, desk.store)).toBe(image?.id);
    expect(resolveImage(`resolve:ssm:${POINTER}:1`, desk.store)).toBe(FIRST_IMAGE);
    expect(resolveImage("resolve:ssm:/nowhere", desk.store)).toBeUndefined();
    expect(resolveImage("ami-00000000000000007", desk.store)).toBe("ami-00000000000000007");
  });
});
