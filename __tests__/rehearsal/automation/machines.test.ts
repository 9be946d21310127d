import type { DescribedInstance } from "../../../rehearsal/automation/model";
import { Bench, type BenchOptions, clearBenches, FIRST_IMAGE } from "./bench";

afterEach(clearBenches);

const tags = (Name: string) => [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: Name }] }];

function launch(desk: Bench, more: object = {}): string {
  const { Instances } = desk.call("ec2.RunInstances", {
    ImageId: FIRST_IMAGE,
    MinCount: "1",
    MaxCount: "1",
    TagSpecifications: tags("builder"),
    ...more,
  });
  return Instances[0].InstanceId;
}

async function booted(desk: Bench): Promise<void> {
  await desk.clock.play(desk.until(() => desk.bakery.machines.all.every(({ isOnline }) => isOnline)));
}

const pings = (desk: Bench, id: string) =>
  desk.call("ssm.DescribeInstanceInformation", { Filters: [{ Key: "InstanceIds", Values: [id] }] })
    .InstanceInformationList;

test("an instance runs at once, and its agent answers once it has booted", async () => {
  const desk = new Bench();
  const id = launch(desk, { UserData: Buffer.from("echo hello").toString("base64") });
  expect(pings(desk, id)).toEqual([]);
  expect(desk.call("ec2.DescribeInstanceStatus", { InstanceIds: [id] })).toMatchObject({
    InstanceStatuses: [{ InstanceId: id, InstanceStatus: { Status: "initializing" } }],
  });
  await booted(desk);
  expect(pings(desk, id)).toMatchObject([{ InstanceId: id, PingStatus: "Online" }]);
  expect(desk.boots).toMatchObject([{ id, userData: "echo hello", metadata: { tags: { Name: "builder" } } }]);
});

test("an instance can be stopped, started with what it had, and terminated", async () => {
  const desk = new Bench();
  const id = launch(desk);
  await booted(desk);
  const change = async (api: string, state: string) => {
    desk.call(`ec2.${api}`, { InstanceIds: [id] });
    await desk.clock.play(desk.until(() => desk.bakery.machines.find(id)?.state === state));
  };
  await change("StopInstances", "stopped");
  expect(pings(desk, id)).toEqual([]);
  await change("StartInstances", "running");
  await booted(desk);
  await change("TerminateInstances", "terminated");
  expect(desk.boots.map(({ folder }) => folder)).toEqual([desk.boots[0]?.folder, desk.boots[0]?.folder]);
  expect(() => desk.call("ec2.StartInstances", { InstanceIds: [id] })).toThrow(
    expect.objectContaining({ code: "IncorrectInstanceState" }),
  );
});

test("one that is terminated while it boots is ended", async () => {
  const desk = new Bench();
  const id = launch(desk);
  desk.call("ec2.TerminateInstances", { InstanceIds: [id] });
  await desk.clock.play(desk.until(() => desk.terminated.length > 0));
  expect([desk.states, desk.terminated]).toEqual([["terminated"], [id]]);
});

test("the same token launches one instance", () => {
  const desk = new Bench();
  const id = launch(desk, { ClientToken: "bake-builder" });
  expect(launch(desk, { ClientToken: "bake-builder" })).toBe(id);
  expect(launch(desk, { ClientToken: "bake-checker" })).not.toBe(id);
});

test("one that dies is no longer answered for", async () => {
  const desk = new Bench();
  const id = launch(desk);
  await booted(desk);
  desk.instances.get(id)?.die("no power");
  await desk.clock.play(desk.until(() => pings(desk, id).length === 0));
  expect(desk.said).toContain(`ec2: instance ${id} has ended: no power`);
});

describe("instances can be found", () => {
  const member: DescribedInstance = {
    id: "i-00000000000000001",
    imageId: "ami-00000000000000005",
    instanceType: "t3.micro",
    zone: "eu-central-1b",
    state: "running",
    isOnline: true,
    launchedAt: 0,
    tags: { "bluegreen:fleet": "shop" },
  };
  const options: BenchOptions = { others: () => [member] };
  const found = (desk: Bench, input: object) =>
    desk
      .call("ec2.DescribeInstances", input as Record<string, unknown>)
      .Reservations.map(({ Instances }: { Instances: { InstanceId: string }[] }) => Instances[0]?.InstanceId);

  test.each<[string, object[], boolean, boolean]>([
    ["image-id", [{ Name: "image-id", Values: [member.imageId] }], false, true],
    ["a tag", [{ Name: "tag:Name", Values: ["buil*"] }], true, false],
    ["the key of a tag", [{ Name: "tag-key", Values: ["bluegreen:*"] }], false, true],
    ["state", [{ Name: "instance-state-name", Values: ["pending", "running"] }], true, true],
    ["nothing", [], true, true],
  ])("by %s, those of groups among them", (_, Filters, own, others) => {
    const desk = new Bench(options);
    const id = launch(desk);
    expect(found(desk, { Filters })).toEqual([...(own ? [id] : []), ...(others ? [member.id] : [])]);
  });

  test("not by what is not answered, nor by an id that there is not", () => {
    const desk = new Bench(options);
    expect(() => found(desk, { Filters: [{ Name: "color", Values: ["red"] }] })).toThrow(
      "allowed: tag:<key>",
    );
    expect(() => found(desk, { InstanceIds: ["i-9"] })).toThrow(
      expect.objectContaining({ code: "InvalidInstanceID.NotFound" }),
    );
  });
});

test("nothing is terminated where nothing is named", () => {
  expect(() => new Bench().call("ec2.TerminateInstances", { InstanceIds: [] })).toThrow(
    expect.objectContaining({ code: "MissingParameter" }),
  );
});

test("the actions that launch, stop, image and end an instance wait until it has come to that", async () => {
  const step = (name: string, action: string, inputs: object) => ({ name, action: `aws:${action}`, inputs });
  const ids = ["{{ launch.InstanceIds }}"];
  const desk = new Bench({
    document: {
      schemaVersion: "0.3",
      mainSteps: [
        step("launch", "runInstances", { ImageId: FIRST_IMAGE, IamInstanceProfileName: "builder" }),
        step("stop", "changeInstanceState", { InstanceIds: ids, DesiredState: "stopped" }),
        step("image", "createImage", { InstanceId: "{{ find.Id }}", ImageName: "one" }),
      ].toSpliced(2, 0, {
        ...step("find", "executeAwsApi", { Service: "ec2", Api: "DescribeInstances", InstanceIds: ids }),
        outputs: [{ Name: "Id", Selector: "$.Reservations[0].Instances[0].InstanceId" }],
      } as never),
      outputs: ["image.ImageId", "image.ImageState"],
    },
  });
  const { status } = await desk.play();
  expect([status, desk.states, desk.boots[0]?.metadata.role]).toEqual(["Success", ["stopped"], "builder"]);
  expect(desk.images.all).toMatchObject([{ name: "one", state: "available" }]);
});
