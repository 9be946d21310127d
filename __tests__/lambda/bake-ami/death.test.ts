import { handler } from "../../../lambda/bake-ami";
import { Cloud, ENVIRONMENT, jobEvent } from "./cloud";

const JOB = "11111111-1111-4111-8111-111111111111";
const NEXT = "22222222-2222-4222-8222-222222222222";
const environment = process.env;

beforeEach(() => {
  jest.spyOn(console, "log").mockImplementation();
  process.env = { ...ENVIRONMENT };
});

afterEach(() => {
  jest.restoreAllMocks();
  process.env = environment;
});

/** A system with an image too many, and what a bake has left that was killed long ago. */
function usedCloud(): Cloud {
  const cloud = new Cloud();
  cloud.images = ["1", "2", "3", "4"].map((day) => ({
    id: `ami-${day}`,
    bake: `old-${day}`,
    created: `2026-01-0${day}`,
    checked: true,
  }));
  cloud.snapshots = { "snap-1": "old-1", "snap-4": "old-4", "snap-orphan": "old-0" };
  cloud.instances = { "i-left": { bake: "old-0", image: "ami-base" }, "i-blue": { image: "ami-2" } };
  cloud.pointer = "ami-4";
  return cloud;
}

/** Runs the whole job; the function is killed once, in one of its calls, and AWS runs it again with the same event. */
async function release(dies?: { readonly call: number; readonly when: "before" | "after" }): Promise<Cloud> {
  const cloud = usedCloud();
  const invoke = async (event: object) => {
    let die = () => {};
    const death = new Promise<"dead">((resolve) => {
      die = () => resolve("dead");
    });
    cloud.interrupt = (call, when) => {
      if (call !== dies?.call || when !== dies.when) return undefined;
      die();
      return new Promise(() => {});
    };
    const ended = await Promise.race([handler(event), death]);
    cloud.interrupt = () => undefined;
    if (ended === "dead") await handler(event);
  };
  await invoke(jobEvent(JOB));
  const [bake] = cloud.executions;
  Object.assign(bake ?? {}, {
    AutomationExecutionStatus: "Success",
    Outputs: { "createImage.ImageId": ["ami-5"] },
  });
  cloud.images.push({ id: "ami-5", bake: "bake-1", created: "2026-01-05", checked: true });
  cloud.pointer = "ami-5";
  await invoke(jobEvent(NEXT, String(cloud.told.at(-1)?.continuationToken)));
  return cloud;
}

const end = ({ executions, told, images, snapshots, instances }: Cloud) => ({
  bakes: executions.map(({ AutomationExecutionId }) => AutomationExecutionId),
  told: told.map(({ jobId, outputVariables }) => [jobId, outputVariables]),
  images: images.map(({ id }) => id),
  snapshots: Object.keys(snapshots),
  instances: Object.keys(instances),
});

const GOOD_END = {
  bakes: ["bake-1"],
  told: [
    [JOB, undefined],
    [NEXT, { ImageId: "ami-5", AutomationId: "bake-1" }],
  ],
  // ami-2 is run by blue, ami-4 and ami-5 are the two that are kept.
  images: ["ami-2", "ami-4", "ami-5"],
  snapshots: ["snap-4"],
  instances: ["i-blue"],
};

test("a job and its clean-up come to a good end", async () => {
  expect(end(await release())).toEqual(GOOD_END);
});

test("a function that is killed in any of its calls comes to the same end when AWS runs it again", async () => {
  const { calls } = await release();
  expect(calls.length).toBeGreaterThan(15);
  for (const call of calls.keys()) {
    for (const when of ["before", "after"] as const) {
      expect({ call: calls[call], when, ...end(await release({ call, when })) }).toEqual({
        call: calls[call],
        when,
        ...GOOD_END,
      });
    }
  }
});
