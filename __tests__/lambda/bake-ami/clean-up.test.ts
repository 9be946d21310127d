import { handler } from "../../../lambda/bake-ami";
import { awsError, Cloud, ENVIRONMENT, type FakeImage, jobEvent } from "./cloud";

const environment = process.env;
let cloud: Cloud;

beforeEach(() => {
  jest.spyOn(console, "log").mockImplementation();
  process.env = { ...ENVIRONMENT };
  cloud = new Cloud();
  cloud.bake("bake-9", "Success", { Outputs: { "createImage.ImageId": ["ami-9"] } });
});

afterEach(() => {
  jest.restoreAllMocks();
  process.env = environment;
});

/** The end of a job whose bake is over. */
const finish = () =>
  handler(jobEvent("job", JSON.stringify({ start: "job", since: Date.now(), automation: "bake-9" })));
const image = (day: number, more: Partial<FakeImage> = {}): FakeImage => ({
  id: `ami-${day}`,
  bake: `bake-${day}`,
  created: `2026-01-0${day}T00:00:00.000Z`,
  checked: true,
  ...more,
});
const imagesLeft = () => cloud.images.map(({ id }) => id);
const logged = () => jest.mocked(console.log).mock.calls.join("\n");

describe("images", () => {
  test("are kept as far as the newest two, in whichever order AWS lists them", async () => {
    cloud.images = [image(2), image(9), image(5)];
    cloud.pointer = "ami-9";
    await finish();

    expect(imagesLeft()).toEqual(["ami-9", "ami-5"]);
  });

  test.each([
    [
      "it is the promoted one",
      () => {
        cloud.pointer = "ami-2";
      },
    ],
    [
      "an instance runs it",
      () => {
        cloud.instances = { "i-1": { image: "ami-2" } };
      },
    ],
    [
      "a launch template names it",
      () => {
        cloud.templateImages = ["ami-2"];
      },
    ],
    [
      "a bake that runs has made it",
      () => {
        cloud.bake("bake-2", "InProgress");
      },
    ],
    [
      "a bake that is being cancelled has made it",
      () => {
        cloud.bake("bake-2", "Cancelling");
      },
    ],
    [
      "AWS is still making it",
      () => {
        cloud.images = [image(2, { state: "pending" }), ...cloud.images.slice(1)];
      },
    ],
  ])("stay when %s", async (_, use) => {
    cloud.images = [image(2), image(5), image(9)];
    cloud.pointer = "ami-9";
    use();
    await finish();

    expect(imagesLeft()).toEqual(["ami-2", "ami-5", "ami-9"]);
  });

  test("go when they failed their check, and take no place of a good one", async () => {
    cloud.images = [image(5), image(6), image(7, { checked: false }), image(8, { checked: false })];
    cloud.pointer = "ami-6";
    await finish();

    expect(imagesLeft()).toEqual(["ami-5", "ami-6"]);
  });

  test("stay all when nobody can tell which one is in use", async () => {
    cloud.images = [image(2), image(5), image(9)];
    cloud.pointer = undefined;
    await finish();

    expect(imagesLeft()).toEqual(["ami-2", "ami-5", "ami-9"]);
    expect(logged()).toContain("names no image, so nobody knows which one is in use");
  });

  test("may be gone already", async () => {
    cloud.images = [image(2), image(5), image(9)];
    cloud.snapshots = { "snap-1": "bake-1" };
    cloud.faults.DeregisterImage = awsError("InvalidAMIID.Unavailable");
    await finish();

    expect(cloud.snapshots).toEqual({});
  });
});

describe("snapshots", () => {
  test("go with their image, and stay with one that stays", async () => {
    cloud.images = [image(2), image(5), image(9)];
    cloud.snapshots = { "snap-2": "bake-2", "snap-5": "bake-5", "snap-9": "bake-9" };
    await finish();

    expect(Object.keys(cloud.snapshots)).toEqual(["snap-5", "snap-9"]);
  });

  test("stay while a bake runs that has no image yet", async () => {
    cloud.snapshots = { "snap-8": "bake-8" };
    cloud.bake("bake-8", "InProgress");
    await finish();

    expect(Object.keys(cloud.snapshots)).toEqual(["snap-8"]);
  });

  test("stay when an image is made of them all the same", async () => {
    cloud.snapshots = { "snap-1": "bake-1" };
    cloud.faults.DeleteSnapshot = awsError("InvalidSnapshot.InUse");
    await finish();

    expect(Object.keys(cloud.snapshots)).toEqual(["snap-1"]);
    expect(logged()).not.toContain("broken off");
  });
});

describe("instances", () => {
  test("of bakes that are over are ended, and those of a bake that runs are not", async () => {
    cloud.instances = {
      "i-left": { bake: "bake-3", image: "ami-base" },
      "i-builder": { bake: "bake-8", image: "ami-base" },
      "i-site": { image: "ami-9" },
    };
    cloud.bake("bake-8", "InProgress");
    await finish();

    expect(Object.keys(cloud.instances)).toEqual(["i-builder", "i-site"]);
  });

  test("of a bake that begins meanwhile are not ended", async () => {
    cloud.instances = { "i-left": { bake: "bake-3", image: "ami-base" } };
    const { calls } = cloud;
    cloud.interrupt = (call, when) => {
      // Between the list of instances and the question which bakes run.
      if (calls[call] !== "DescribeInstances" || when !== "before") return undefined;
      cloud.instances["i-builder"] = { bake: "bake-10", image: "ami-base" };
      cloud.bake("bake-10", "InProgress");
      cloud.interrupt = () => undefined;
      return undefined;
    };
    await finish();

    expect(Object.keys(cloud.instances)).toEqual(["i-builder"]);
  });
});

test.each([
  "DescribeInstances",
  "DescribeImages",
  "DescribeLaunchTemplateVersions",
  "DeregisterImage",
  "DescribeSnapshots",
  "DeleteSnapshot",
  "TerminateInstances",
])("a clean-up that fails at %s is logged, and the release goes on", async (action) => {
  cloud.images = [image(2), image(5), image(9)];
  cloud.snapshots = { "snap-1": "bake-1" };
  cloud.instances = { "i-left": { bake: "bake-3", image: "ami-base" } };
  cloud.faults[action] = awsError("UnauthorizedOperation", 403, "You are not authorized");
  await finish();

  expect(cloud.told).toMatchObject([{ outputVariables: { ImageId: "ami-9" } }]);
  expect(logged()).toContain("the clean-up was broken off, the next bake goes on with it");
});

test("nothing is removed while the bake runs", async () => {
  cloud.images = [image(2), image(5), image(9)];
  cloud.executions[0] = { ...cloud.executions[0], AutomationExecutionStatus: "InProgress" };
  await finish();

  expect(imagesLeft()).toHaveLength(3);
});
