import { LAUNCH_MS } from "../../../../rehearsal/deployment/rolling/container-instances";
import { needsOf } from "../../../../rehearsal/deployment/rolling/needs";
import type { CapacityModel, RollingModel } from "../../../../rehearsal/stack/model";
import { DRAIN_MS, HEALTHY_MS } from "../balancer";
import {
  CAPACITY,
  closeStages,
  definition,
  MINUTE_MS,
  onFixedPort,
  RollingStage,
  type RollingStageOptions,
} from "./stage";

afterEach(closeStages);

const SCALING = { targetCapacity: 100, minimumStep: 1, maximumStep: 10 };

/** A service on container instances. */
function onInstances(
  capacity: Partial<CapacityModel>,
  taskDefinitions: RollingModel["taskDefinitions"],
  { model, ...options }: RollingStageOptions = {},
): RollingStage {
  return new RollingStage({
    ...options,
    model: { alarms: [], capacity: { ...CAPACITY, ...capacity }, taskDefinitions, ...model },
  });
}

const FIXED = [onFixedPort(1), onFixedPort(2)];

/** Tasks that have not stopped, and how many instances they are on. */
function placed({ deployer }: RollingStage) {
  const all = deployer.service.tasks.all;
  return { tasks: all.length, instances: new Set(all.map(({ instance }) => instance)).size };
}

describe("tasks that take a port of the instance", () => {
  test("go one by one through the one instance that is spare: the walkthrough's diagrams", async () => {
    const stage = onInstances({}, FIXED);
    await stage.ready();
    expect(placed(stage)).toEqual({ tasks: 2, instances: 2 });
    const done = stage.begin();
    const seen = new Set<string>();
    const end = stage.clock.now() + 5 * MINUTE_MS;
    while (stage.clock.now() < end) {
      const { tasks, instances } = placed(stage);
      expect(tasks).toBe(instances);
      seen.add(stage.running.join(" "));
      await stage.clock.pass(1000);
    }
    expect(await done).toMatchObject({ status: "Succeeded" });
    expect([...seen]).toEqual([
      "placeholder placeholder",
      "placeholder placeholder v1",
      "placeholder v1 v1",
      "v1 v1",
    ]);
    expect(stage.events).toContain(
      "was unable to place a task because no container instance met all of its requirements. " +
        "The closest matching (container-instance …) is already using a port required by your task.",
    );
    expect(stage.violations).toEqual([]);
  });

  test("have nowhere to go without a spare instance, and wait for ever", async () => {
    const stage = onInstances({ minSize: 2, maxSize: 2, desiredCapacity: 2 }, FIXED);
    await stage.ready();
    stage.begin();
    await stage.clock.pass(60 * MINUTE_MS);
    expect(stage.running).toEqual(["placeholder", "placeholder"]);
    expect(stage.events.filter((event) => /unable to place/.test(event))).toHaveLength(1);
    expect(stage.deployer.service.primary).toMatchObject({ status: "IN_PROGRESS", failedTasks: 0 });
  });

  test("take the place of an old one where half of them suffices", async () => {
    const stage = onInstances({ minSize: 2, maxSize: 2, desiredCapacity: 2 }, FIXED, {
      model: { minimumHealthyPercent: 50 },
    });
    expect(await stage.deploy()).toMatchObject({ status: "Succeeded" });
    expect(stage.violations).toEqual([]);
  });

  test("are given an instance where the group may grow", async () => {
    const capacity = { minSize: 2, maxSize: 4, desiredCapacity: 2, scaling: SCALING };
    const stage = onInstances(capacity, FIXED);
    await stage.ready();
    const began = stage.clock.now();
    const done = stage.begin();
    await stage.clock.pass(LAUNCH_MS - 4000);
    expect(placed(stage)).toEqual({ tasks: 2, instances: 2 });
    await stage.clock.pass(8000);
    expect(placed(stage)).toEqual({ tasks: 4, instances: 4 });
    expect(await stage.clock.play(done)).toMatchObject({ status: "Succeeded" });
    expect(stage.clock.now() - began).toBeLessThan(LAUNCH_MS + HEALTHY_MS + DRAIN_MS + 20_000);
    expect(stage.said).toContain("the Auto Scaling group shop launches 2 more");
  });

  test("find the spare instances that the capacity provider keeps", async () => {
    const scaling = { ...SCALING, targetCapacity: 50 };
    const stage = onInstances({ minSize: 2, maxSize: 4, desiredCapacity: 2, scaling }, FIXED);
    expect(stage.cluster.size).toBe(4);
    await stage.ready();
    stage.begin();
    await stage.clock.pass(4000);
    expect(placed(stage)).toEqual({ tasks: 4, instances: 4 });
  });
});

test.each<[string, Partial<CapacityModel>, number]>([
  ["the greatest step", { scaling: { ...SCALING, maximumStep: 1 } }, 1],
  ["the smallest step", { scaling: { ...SCALING, minimumStep: 4 } }, 4],
  ["the group's size", { maxSize: 3, scaling: SCALING }, 1],
])("a group grows by no more than %s at a time", async (_, changes, count) => {
  const stage = onInstances({ minSize: 2, maxSize: 9, desiredCapacity: 2, ...changes }, FIXED);
  await stage.ready();
  stage.begin();
  await stage.clock.pass(4000);
  expect(stage.said).toContain(`the Auto Scaling group shop launches ${count} more`);
});

test("a group takes the next step once the instances of the last have come", async () => {
  const scaling = { ...SCALING, maximumStep: 1 };
  const stage = onInstances({ minSize: 2, maxSize: 9, desiredCapacity: 2, scaling }, FIXED);
  await stage.ready();
  stage.begin();
  const launches = () => stage.said.filter((line) => line.endsWith("launches 1 more")).length;
  await stage.clock.pass(LAUNCH_MS - 4000);
  expect(launches()).toBe(1);
  await stage.clock.pass(8000);
  expect(launches()).toBe(2);
});

test("tasks with ports of their own are spread over the instances", async () => {
  const stage = onInstances({}, [definition(1), definition(2)], { desired: 4 });
  await stage.ready();
  const { all } = stage.deployer.service.tasks;
  const on = (instance: string | undefined) => all.filter((task) => task.instance === instance).length;
  expect(all.map(({ instance }) => on(instance)).sort()).toEqual([1, 1, 2, 2]);
});

describe("what a task needs", () => {
  const containers = [
    { name: "app", image: "shop", cpu: 100, memory: 300, memoryReservation: 200, portMappings: [] },
    { name: "log", image: "log", cpu: 28, memory: 64 },
  ];

  test("is what its definition gives the task, else what it gives the containers", () => {
    expect(needsOf(definition(1))).toEqual({ cpu: 256, memory: 256, hostPorts: [] });
    expect(needsOf({ family: "shop", revision: 1, containerDefinitions: containers })).toEqual({
      cpu: 128,
      memory: 264,
      hostPorts: [],
    });
  });

  test.each([
    ["bridge", 80, [80]],
    ["bridge", 0, []],
    [undefined, 80, [80]],
    ["host", 0, [8080]],
    ["awsvpc", 8080, []],
  ])(
    "are ports of the instance with the network mode %s and the host port %i: %j",
    (networkMode, hostPort, ports) => {
      const portMappings = [{ containerPort: 8080, hostPort }];
      const containerDefinitions = [{ name: "app", image: "shop", portMappings }];
      expect(needsOf(definition(1, { networkMode, containerDefinitions })).hostPorts).toEqual(ports);
    },
  );
});

test.each([
  [{ cpu: "1024", memory: "256" }, 2, "has insufficient CPU units available"],
  [{ cpu: "128", memory: "900" }, 2, "has insufficient memory available"],
  [{ cpu: "256", memory: "256" }, 7, "has insufficient memory available"],
])("on a t3.small a task of %j is placed %i times, until one %s", async (size, most, why) => {
  const revisions = [1, 2].map((revision) => definition(revision, size));
  const capacity = { minSize: 1, maxSize: 1, desiredCapacity: 1 };
  const stage = onInstances(capacity, revisions, { desired: 1, model: { maximumPercent: 900 } });
  await stage.ready();
  stage.deployer.update({ desired: most + 1 }, { release: "", version: "" });
  await stage.clock.pass(MINUTE_MS);
  expect(placed(stage)).toEqual({ tasks: most, instances: 1 });
  expect(stage.events).toContain(
    `was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance …) ${why}.`,
  );
});

describe("an instance that is gone", () => {
  test("takes its tasks with it; others are placed elsewhere, and the group starts another instance", async () => {
    const stage = onInstances({}, [definition(1), definition(2)]);
    await stage.ready();
    const [task] = stage.deployer.service.tasks.all;
    stage.deployer.service.tasks.loseInstance(task?.instance ?? "");
    expect(stage.cluster.size).toBe(2);
    await stage.clock.pass(MINUTE_MS);
    expect(stage.running).toHaveLength(2);
    expect(task).toMatchObject({
      status: "STOPPED",
      stoppedReason: `Host EC2 (container-instance ${task?.instance}) terminated.`,
    });
    expect(stage.deployer.service.primary.failedTasks).toBe(0);
    await stage.clock.pass(LAUNCH_MS);
    expect(stage.cluster.size).toBe(3);
    const unknown = stage.deployer.service.tasks.all.length;
    stage.deployer.service.tasks.loseInstance("unknown");
    expect(stage.deployer.service.tasks.all).toHaveLength(unknown);
  });

  test("in a deployment, by --fault, goes once, and the deployment succeeds", async () => {
    const stage = onInstances({}, FIXED, { faults: ["instance-dies"] });
    expect(await stage.deploy()).toMatchObject({ status: "Succeeded" });
    expect(stage.running).toEqual(["v1", "v1"]);
    expect(stage.said.filter((line) => /is gone/.test(line))).toEqual([
      expect.stringMatching(/^the container instance [0-9a-f]{32} is gone, with 1 tasks$/),
    ]);
  });
});
