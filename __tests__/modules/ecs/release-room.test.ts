import fc from "fast-check";
import { releaseRoom } from "../../../modules/ecs";

const SMALL = { cpu: 256, memory: 512 };
const on = (maxSize: number, hostPort = 0, instanceType = "t3.small") => ({
  instanceType,
  maxSize,
  hostPort,
});

test.each([
  // The article's first example: two instances and one task; then two tasks, and no room.
  ["one task with a port of its own on two instances", 1, 200, on(2, 443), true],
  ["two tasks with a port of their own on two instances", 2, 200, on(2, 443), false],
  ["two tasks with a port of their own on three instances", 2, 200, on(3, 443), true],
  ["tasks that share an instance", 2, 200, on(1), true],
  ["as many as one instance holds", 3, 200, on(1), false],
  ["a percentage that allows one more", 2, 150, undefined, true],
  ["a percentage that allows none more", 2, 149, undefined, false],
  ["Fargate", 500, 200, undefined, true],
  ["instances of a size that nobody knows", 500, 200, on(1, 0, "p5.48xlarge"), true],
  ["a task that fits on no instance", 1, 200, on(9, 0, "t3.nano"), false],
] as const)("%s", (_, tasks, maximumPercent, instances, suffices) => {
  expect(releaseRoom({ tasks, task: SMALL, maximumPercent, instances }).suffices).toBe(suffices);
});

test("with a fixed port there is always room from one instance more than tasks on, and never before", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 400 }), (tasks, maxSize) => {
      const { suffices } = releaseRoom({
        tasks,
        task: SMALL,
        maximumPercent: 200,
        instances: on(maxSize, 8080, "m5.4xlarge"),
      });
      expect(suffices).toBe(maxSize > tasks);
    }),
  );
});
