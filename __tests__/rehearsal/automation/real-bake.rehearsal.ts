import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { snapshot } from "../../../rehearsal/instances";
import { bash, Ground } from "../instances/ground";
import { eventually } from "../tasks/workshop";
import { BAKE_DOCUMENT } from "./bake-document";
import { Bench, clearBenches, POINTER } from "./bench";

let ground: Ground;

beforeAll(async () => {
  ground = await Ground.open();
});
afterAll(() => ground.close());
afterEach(clearBenches);

/** Plays the stack's own document on instances whose scripts really run. */
async function bake(document: object = BAKE_DOCUMENT) {
  const bench = new Bench({ document, time: ground.clock, runtime: ground.runtime, snapshot });
  const id = bench.start();
  while (bench.record(id).endedAt === undefined) await ground.clock.after(5000);
  return { bench, record: bench.record(id) };
}

test("a bake really installs what its scripts ask for, and its image boots with that", async () => {
  const { bench, record } = await bake();
  expect([record.status, record.failure, bench.said.slice(-20)]).toMatchObject(["Success", undefined, {}]);
  expect(bench.states).toEqual(["terminated", "terminated"]);
  const image = bench.store.get(POINTER) ?? "";
  const { folder = "" } = bench.images.launch(image);
  expect(existsSync(join(folder, "var/www/html"))).toBe(true);
  expect(readFileSync(join(folder, "etc/machine-id"), "utf8")).toBe("");
  const instance = await ground.boot({ image: folder });
  // CodeDeploy's agent is there, and waits until user data starts it.
  const script =
    "systemctl is-active amazon-cloudwatch-agent; command -v httpd; systemctl is-active codedeploy-agent";
  const start = "systemctl start codedeploy-agent && systemctl is-active codedeploy-agent";
  expect((await bash(instance, `${script}; ${start}`)).out).toEqual([
    "active",
    expect.stringMatching(/httpd$/),
    "inactive",
    "active",
  ]);
  await instance.terminate();
});

test("a check that fails in an instance of the image keeps it from being promoted", async () => {
  const mainSteps = BAKE_DOCUMENT.mainSteps.map((step) =>
    step.name === "checkYourself"
      ? {
          ...step,
          inputs: { ...step.inputs, Parameters: { commands: ["echo no such thing >&2", "exit 3"] } },
        }
      : step,
  );
  const { bench, record } = await bake({ ...BAKE_DOCUMENT, mainSteps });
  expect(record).toMatchObject({
    status: "Failed",
    failure: { message: expect.stringMatching(/checkYourself.*exit code 3: no such thing/) },
  });
  expect(bench.store.version(POINTER)).toBe(1);
  await eventually(() => bench.states.every((state) => state === "terminated"));
});
